package io.slotwise.inference.channelwise.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a map whose plaintexts all hold a single number each, as in a convolution with one
 * channel per ciphertext: that number as an integer, times a mask. The sum of integer products is
 * masked once.
 */
public final class MaskedSums implements WeightFactors {
  private final double[] factors;
  private final double unit;
  private final Map<SlotPattern, SlotPattern> masks = new LinkedHashMap<>();
  private final List<List<List<Group>>> groups;

  /**
   * Products of one rotation that share a mask.
   *
   * @param step slots that the inputs are rotated
   * @param mask what their sum is multiplied by: one number in the slots that are kept
   * @param inputs indices of the inputs
   * @param weights what each is multiplied by, not 0
   */
  public record Group(int step, SlotPattern mask, int[] inputs, long[] weights) {}

  private MaskedSums(SlotLinear operation, double[] factors, double unit) {
    this.factors = factors;
    this.unit = unit;
    groups =
        operation.outputs().stream()
            .map(giants -> giants.stream().map(this::groups).toList())
            .toList();
  }

  /** The weights of a map, or null if some plaintext holds several numbers. */
  static @Nullable MaskedSums of(
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
    return new MaskedSums(operation, factors, WeightUnit.of(largest, slots, scalingBits));
  }

  private static boolean isConstant(DiagonalProduct product) {
    return Arrays.stream(product.weights()).allMatch(w -> w == product.weights()[0]);
  }

  private static double weight(DiagonalProduct product) {
    return product.weights().length == 0 ? 0 : product.weights()[0];
  }

  private List<Group> groups(GiantStep giant) {
    SortedMap<Integer, Map<SlotPattern, List<DiagonalProduct>>> byStep = new TreeMap<>();
    for (DiagonalProduct product : giant.products()) {
      byStep
          .computeIfAbsent(product.step(), _ -> new LinkedHashMap<>())
          .computeIfAbsent(mask(product), _ -> new ArrayList<>())
          .add(product);
    }
    List<Group> result = new ArrayList<>();
    byStep.forEach(
        (step, byMask) ->
            byMask.forEach((mask, products) -> result.add(group(step, mask, products))));
    return result;
  }

  private SlotPattern mask(DiagonalProduct product) {
    double[] units = new double[product.slots().length];
    Arrays.fill(units, unit);
    SlotPattern mask = new SlotPattern(product.slots(), units);
    return masks.computeIfAbsent(mask, _ -> mask);
  }

  private Group group(int step, SlotPattern mask, List<DiagonalProduct> products) {
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

  /** The products that one giant step of one output sums up. */
  public List<Group> groups(int output, int giant) {
    return groups.get(output).get(giant);
  }

  @Override
  public Set<SlotPattern> patterns() {
    return Collections.unmodifiableSet(masks.keySet());
  }

  @Override
  public int plaintextProducts() {
    return allGroups().size();
  }

  @Override
  public int integerProducts() {
    return allGroups().stream().mapToInt(group -> group.weights().length).sum();
  }

  private List<Group> allGroups() {
    return groups.stream().flatMap(List::stream).flatMap(List::stream).toList();
  }
}
