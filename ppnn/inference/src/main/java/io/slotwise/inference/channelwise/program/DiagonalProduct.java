package io.slotwise.inference.channelwise.program;

/**
 * A rotated ciphertext times a plaintext.
 *
 * @param input index of the ciphertext among all that the operation reads
 * @param step slots that it is rotated to the left, or to the right if negative
 * @param slots slots of the plaintext that are not 0, ascending, below the operation's period; not
 *     to be modified
 * @param weights what they hold; not to be modified
 */
public record DiagonalProduct(int input, int step, int[] slots, double[] weights) {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if there are not as many weights as slots
   */
  public DiagonalProduct {
    if (slots.length != weights.length) {
      throw new IllegalArgumentException(slots.length + " slots, " + weights.length + " weights");
    }
  }
}
