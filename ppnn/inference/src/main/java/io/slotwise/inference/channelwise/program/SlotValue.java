package io.slotwise.inference.channelwise.program;

/**
 * What is known of a value before anything is evaluated.
 *
 * @param ciphertexts how many hold it
 * @param level limbs used up
 * @param components polynomials of each ciphertext
 */
public record SlotValue(int ciphertexts, int level, int components) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is too small
   */
  public SlotValue {
    if (ciphertexts < 1 || level < 0 || components < 2) {
      throw new IllegalArgumentException(
          "a value of %d ciphertexts of %d components at level %d"
              .formatted(ciphertexts, components, level));
    }
  }
}
