package io.slotwise.inference.channelwise.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a map whose plaintexts all hold a single number each, as in a convolution with one
 * channel per ciphertext: that number as an integer, times a mask that many products share. The sum
 * of integer products is masked once, so that a few masks are encoded instead of a plaintext for
 * each pair of channels. What integers gain in bits, masks lose in precision; their errors are
 * balanced, at the square root of the precision that the scaling factor would allow. Immutable as
 * long as nobody writes to the arrays.
 */
public final class WeightFactors {
  private static final int FEWEST_BITS = 6;
  private static final int MOST_BITS = 16;

  private final double[] factors;
  private final double unit;
  private final List<List<List<Group>>> groups;

  /**
   * Products of one rotation that share a mask.
   *
   * @param step slots that the inputs are rotated
   * @param mask what their sum is multiplied by
   * @param inputs indices of the inputs
   * @param weights what each is multiplied by, not 0
   */
  public record Group(int step, Mask mask, int[] inputs, long[] weights) {}

  /**
   * Keeps some slots. Equal if it keeps the same.
   *
   * @param slots those kept, below the operation's period; not to be modified
   */
  public record Mask(int[] slots) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Mask mask && Arrays.equals(slots, mask.slots);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(slots);
    }
  }

  private WeightFactors(SlotLinear operation, double[] factors, double unit) {
    this.factors = factors;
    this.unit = unit;
    groups =
        operation.outputs().stream()
            .map(giants -> giants.stream().map(this::groups).toList())
            .toList();
  }

  /**
   * The weights of a map, or null if some plaintext holds several numbers.
   *
   * @param factors what the weights of each input ciphertext are multiplied by
   * @param slots slots of a ciphertext
   * @param scalingBits bits of the scaling factor
   */
  public static @Nullable WeightFactors of(
      SlotLinear operation, double[] factors, int slots, int scalingBits) {
    double largest = 0;
    for (List<GiantStep> giants : operation.outputs()) {
      for (GiantStep giant : giants) {
        for (DiagonalProduct product : giant.products()) {
          if (!isConstant(product)) {
            return null;
          }
          largest = Math.max(largest, Math.abs(weight(product) * factors[product.input()]));
        }
      }
    }
    double unit = largest == 0 ? 1 : Math.scalb(largest, -weightBits(slots, scalingBits, largest));
    return new WeightFactors(operation, factors, unit);
  }

  /**
   * Bits of the largest weight, so that rounding weights to integers and rounding masks when they
   * are encoded cost as much.
   */
  private static int weightBits(int slots, int scalingBits, double largest) {
    double roundedMask = maskError(slots, scalingBits);
    double bits = Math.log(0.5 * largest / roundedMask) / Math.log(2) / 2;
    return Math.clamp(Math.round(bits), FEWEST_BITS, MOST_BITS);
  }

  /**
   * The standard deviation of the error of an encoded mask in a slot: what rounding its
   * coefficients costs.
   *
   * @param period slots after which it repeats
   */
  public static double maskError(int period, int scalingBits) {
    return Math.scalb(Math.sqrt(period / 12.0), -scalingBits);
  }

  private static boolean isConstant(DiagonalProduct product) {
    return Arrays.stream(product.weights()).allMatch(w -> w == product.weights()[0]);
  }

  private static double weight(DiagonalProduct product) {
    return product.weights().length == 0 ? 0 : product.weights()[0];
  }

  private List<Group> groups(GiantStep giant) {
    SortedMap<Integer, Map<Mask, List<DiagonalProduct>>> byStep = new TreeMap<>();
    for (DiagonalProduct product : giant.products()) {
      byStep
          .computeIfAbsent(product.step(), _ -> new LinkedHashMap<>())
          .computeIfAbsent(new Mask(product.slots()), _ -> new ArrayList<>())
          .add(product);
    }
    List<Group> result = new ArrayList<>();
    byStep.forEach(
        (step, byMask) ->
            byMask.forEach((mask, products) -> result.add(group(step, mask, products))));
    return result;
  }

  private Group group(int step, Mask mask, List<DiagonalProduct> products) {
    int[] inputs = new int[products.size()];
    long[] weights = new long[products.size()];
    int count = 0;
    for (DiagonalProduct product : products) {
      long integer = Math.round(weight(product) * factors[product.input()] / unit);
      if (integer != 0) {
        inputs[count] = product.input();
        weights[count] = integer;
        count++;
      }
    }
    return new Group(step, mask, Arrays.copyOf(inputs, count), Arrays.copyOf(weights, count));
  }

  /** What the weights of an input ciphertext were multiplied by before they were factored. */
  public double factor(int input) {
    return factors[input];
  }

  /** What a slot that a mask keeps is multiplied by. */
  public double unit() {
    return unit;
  }

  /** The products that one giant step of one output sums up. */
  public List<Group> groups(int output, int giant) {
    return groups.get(output).get(giant);
  }

  /** All groups. */
  public List<Group> groups() {
    return groups.stream().flatMap(List::stream).flatMap(List::stream).toList();
  }
}
