package io.slotwise.inference.channelwise.engine;

import io.slotwise.inference.channelwise.program.DiagonalProduct;
import io.slotwise.inference.channelwise.program.SlotLinear;
import io.slotwise.inference.channelwise.program.WeightFactors;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.Plaintext;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Factored weights whose masks are encoded. Safe for use by several threads. */
final class FactoredWeights implements AutoCloseable {
  private final WeightFactors factors;
  private final Map<WeightFactors.Mask, Plaintext> masks = new HashMap<>();

  private FactoredWeights(WeightFactors factors) {
    this.factors = factors;
  }

  /**
   * The weights of a map, or null if they cannot be factored.
   *
   * @param factors what the weights of each input ciphertext are multiplied by
   * @param level level of the ciphertexts that they are multiplied with
   */
  static @Nullable FactoredWeights of(
      CryptoContext context, SlotLinear operation, double[] factors, int level) {
    int bits = context.parameters().scalingModSize();
    WeightFactors weights = WeightFactors.of(operation, factors, context.slotCount(), bits);
    if (weights == null) {
      return null;
    }
    FactoredWeights factored = new FactoredWeights(weights);
    boolean complete = false;
    try {
      for (WeightFactors.Group group : weights.groups()) {
        factored.masks.computeIfAbsent(
            group.mask(), mask -> encoded(context, operation, mask, weights.unit(), level));
      }
      complete = true;
      return factored;
    } finally {
      if (!complete) {
        factored.close();
      }
    }
  }

  private static Plaintext encoded(
      CryptoContext context,
      SlotLinear operation,
      WeightFactors.Mask mask,
      double unit,
      int level) {
    double[] ones = new double[mask.slots().length];
    Arrays.fill(ones, 1);
    DiagonalProduct kept = new DiagonalProduct(0, 0, mask.slots(), ones);
    double[] values = SlotVectors.diagonal(kept, unit, operation.period(), context.slotCount());
    return SlotEncoder.encode(context, values, level);
  }

  /** The products that one giant step of one output sums up. */
  List<WeightFactors.Group> groups(int output, int giant) {
    return factors.groups(output, giant);
  }

  /** A mask, encoded; it stays this object's. */
  Plaintext encoded(WeightFactors.Mask mask) {
    Plaintext encoded = masks.get(mask);
    if (encoded == null) {
      throw new IllegalStateException("a mask that is not encoded");
    }
    return encoded;
  }

  @Override
  public void close() {
    masks.values().forEach(Plaintext::close);
    masks.clear();
  }
}
