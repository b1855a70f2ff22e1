package io.slotwise.inference.channelwise.program;

/**
 * What the integers of factored weights count. What integers gain in bits, the patterns that they
 * are multiplied by lose in precision; their errors are balanced, at the square root of the
 * precision that the scaling factor would allow.
 */
final class WeightUnit {
  private static final int FEWEST_BITS = 6;
  private static final int MOST_BITS = 16;

  private WeightUnit() {}

  /**
   * The unit.
   *
   * @param largest the size of the largest weight, 0 or more
   * @param slots slots of a ciphertext
   * @param scalingBits bits of the scaling factor
   */
  static double of(double largest, int slots, int scalingBits) {
    return largest == 0 ? 1 : Math.scalb(largest, -bits(largest, slots, scalingBits));
  }

  /**
   * Bits of the largest weight, so that rounding weights to integers and rounding patterns when
   * they are encoded cost as much.
   */
  private static int bits(double largest, int slots, int scalingBits) {
    double encoding = WeightFactors.encodingError(slots, scalingBits);
    double bits = Math.log(0.5 * largest / encoding) / Math.log(2) / 2;
    return Math.clamp(Math.round(bits), FEWEST_BITS, MOST_BITS);
  }
}
