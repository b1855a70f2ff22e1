package io.slotwise.inference.channelwise.engine;

import io.slotwise.inference.channelwise.program.DiagonalProduct;
import io.slotwise.inference.channelwise.program.GiantStep;
import io.slotwise.inference.channelwise.program.SlotLinear;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.Plaintext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
 * balanced, at the square root of the precision that the scaling factor would allow. Safe for use
 * by several threads.
 */
final class FactoredWeights implements AutoCloseable {
  private static final int FEWEST_BITS = 6;
  private static final int MOST_BITS = 16;

  private final Map<SlotPattern, Plaintext> masks = new HashMap<>();
  private final List<List<List<Group>>> groups = new ArrayList<>();

  /**
   * Products of one rotation that share a mask.
   *
   * @param step slots that the inputs are rotated
   * @param mask what their sum is multiplied by
   * @param inputs indices of the inputs
   * @param weights what each is multiplied by, not 0
   */
  record Group(int step, Plaintext mask, int[] inputs, long[] weights) {}

  /** Which slots a mask keeps. */
  private record SlotPattern(int[] slots) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof SlotPattern pattern && Arrays.equals(slots, pattern.slots);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(slots);
    }
  }

  private FactoredWeights() {}

  /**
   * The weights of a map, or null if some plaintext holds several numbers.
   *
   * @param factors what the weights of each input ciphertext are multiplied by
   * @param level level of the ciphertexts that they are multiplied with
   */
  static @Nullable FactoredWeights of(
      CryptoContext context, SlotLinear operation, double[] factors, int level) {
    double largest = 0;
    for (DiagonalProduct product : products(operation)) {
      if (!isConstant(product)) {
        return null;
      }
      double weight = product.weights().length == 0 ? 0 : product.weights()[0];
      largest = Math.max(largest, Math.abs(weight * factors[product.input()]));
    }
    FactoredWeights factored = new FactoredWeights();
    boolean complete = false;
    try {
      double unit = largest == 0 ? 1 : Math.scalb(largest, -weightBits(context, largest));
      factored.fill(context, operation, factors, level, unit);
      complete = true;
      return factored;
    } finally {
      if (!complete) {
        factored.close();
      }
    }
  }

  /**
   * Bits of the largest weight, so that rounding weights to integers and rounding masks when they
   * are encoded cost as much.
   */
  private static int weightBits(CryptoContext context, double largest) {
    double scale = Math.scalb(largest, context.parameters().scalingModSize());
    double roundedMask = Math.sqrt(context.slotCount() / 12.0);
    double bits = Math.log(0.5 * scale / roundedMask) / Math.log(2) / 2;
    return Math.clamp(Math.round(bits), FEWEST_BITS, MOST_BITS);
  }

  private static List<DiagonalProduct> products(SlotLinear operation) {
    return operation.outputs().stream()
        .flatMap(List::stream)
        .flatMap(giant -> giant.products().stream())
        .toList();
  }

  private static boolean isConstant(DiagonalProduct product) {
    return Arrays.stream(product.weights()).allMatch(w -> w == product.weights()[0]);
  }

  private void fill(
      CryptoContext context, SlotLinear operation, double[] factors, int level, double unit) {
    for (List<GiantStep> giants : operation.outputs()) {
      List<List<Group>> ofOutput = new ArrayList<>();
      for (GiantStep giant : giants) {
        ofOutput.add(groups(context, operation, giant, factors, level, unit));
      }
      groups.add(ofOutput);
    }
  }

  private List<Group> groups(
      CryptoContext context,
      SlotLinear operation,
      GiantStep giant,
      double[] factors,
      int level,
      double unit) {
    SortedMap<Integer, Map<SlotPattern, List<DiagonalProduct>>> byStep = new TreeMap<>();
    for (DiagonalProduct product : giant.products()) {
      byStep
          .computeIfAbsent(product.step(), _ -> new HashMap<>())
          .computeIfAbsent(new SlotPattern(product.slots()), _ -> new ArrayList<>())
          .add(product);
    }
    List<Group> result = new ArrayList<>();
    byStep.forEach(
        (step, byPattern) ->
            byPattern.forEach(
                (pattern, products) -> {
                  Plaintext mask =
                      masks.computeIfAbsent(
                          pattern, _ -> mask(context, operation, products.getFirst(), unit, level));
                  result.add(group(step, mask, products, factors, unit));
                }));
    return result;
  }

  private static Plaintext mask(
      CryptoContext context, SlotLinear operation, DiagonalProduct like, double unit, int level) {
    double[] ones = new double[like.slots().length];
    Arrays.fill(ones, 1);
    DiagonalProduct kept = new DiagonalProduct(0, 0, like.slots(), ones);
    double[] values = SlotVectors.diagonal(kept, unit, operation.period(), context.slotCount());
    return SlotEncoder.encode(context, values, level);
  }

  private static Group group(
      int step, Plaintext mask, List<DiagonalProduct> products, double[] factors, double unit) {
    int[] inputs = new int[products.size()];
    long[] weights = new long[products.size()];
    int count = 0;
    for (DiagonalProduct product : products) {
      double weight = product.weights().length == 0 ? 0 : product.weights()[0];
      long integer = Math.round(weight * factors[product.input()] / unit);
      if (integer != 0) {
        inputs[count] = product.input();
        weights[count] = integer;
        count++;
      }
    }
    return new Group(step, mask, Arrays.copyOf(inputs, count), Arrays.copyOf(weights, count));
  }

  /** The products that one giant step of one output sums up. */
  List<Group> groups(int output, int giant) {
    return groups.get(output).get(giant);
  }

  @Override
  public void close() {
    masks.values().forEach(Plaintext::close);
    masks.clear();
  }
}
