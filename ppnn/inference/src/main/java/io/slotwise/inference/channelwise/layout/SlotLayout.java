package io.slotwise.inference.channelwise.layout;

/**
 * Where each element of one image's value lies. The contents of every ciphertext repeat with a
 * period, a power of two: an element lies in its slot and in every period after it. Slots that hold
 * no element may hold anything. Immutable as long as nobody writes to the arrays.
 *
 * @param period slots after which contents repeat
 * @param ciphertexts how many ciphertexts hold the value
 * @param ciphertextOf the ciphertext of each element
 * @param slotOf the first slot of each element, below the period
 */
public record SlotLayout(int period, int ciphertexts, int[] ciphertextOf, int[] slotOf) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the period is no power of two or an element lies outside
   */
  public SlotLayout {
    if (Integer.bitCount(period) != 1 || ciphertexts < 1) {
      throw new IllegalArgumentException(
          "a layout of " + ciphertexts + " ciphertexts that repeat after " + period + " slots");
    }
    if (ciphertextOf.length != slotOf.length) {
      throw new IllegalArgumentException("a layout needs a ciphertext and a slot per element");
    }
    for (int e = 0; e < slotOf.length; e++) {
      if (slotOf[e] < 0
          || slotOf[e] >= period
          || ciphertextOf[e] < 0
          || ciphertextOf[e] >= ciphertexts) {
        throw new IllegalArgumentException("element " + e + " lies outside of its layout");
      }
    }
  }

  /** The number of elements. */
  public int elements() {
    return slotOf.length;
  }
}
