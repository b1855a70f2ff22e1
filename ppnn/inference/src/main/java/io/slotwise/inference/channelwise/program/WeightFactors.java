package io.slotwise.inference.channelwise.program;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a map as small integers times patterns that many products share, so that a few
 * patterns are encoded instead of a plaintext for each product. Immutable as long as nobody writes
 * to the arrays.
 */
public sealed interface WeightFactors permits MaskedSums, PatternSums {
  /**
   * The weights of a map: as sums that are masked if each plaintext holds a single number, or else
   * as sums of inputs times patterns if there are few of those; null if there are not.
   *
   * @param factors what the weights of each input ciphertext are multiplied by
   * @param slots slots of a ciphertext
   * @param scalingBits bits of the scaling factor
   */
  static @Nullable WeightFactors of(
      SlotLinear operation, double[] factors, int slots, int scalingBits) {
    MaskedSums masked = MaskedSums.of(operation, factors, slots, scalingBits);
    return masked == null ? PatternSums.of(operation, factors, slots, scalingBits) : masked;
  }

  /**
   * The standard deviation of the error of an encoded pattern in a slot: what rounding its
   * coefficients costs.
   *
   * @param period slots after which it repeats
   */
  static double encodingError(int period, int scalingBits) {
    return Math.scalb(Math.sqrt(period / 12.0), -scalingBits);
  }

  /** All patterns, each once, with the factors of inputs in them. */
  Set<SlotPattern> patterns();

  /** Products of plaintexts and ciphertexts. */
  int plaintextProducts();

  /** Products of integers and ciphertexts. */
  int integerProducts();
}
