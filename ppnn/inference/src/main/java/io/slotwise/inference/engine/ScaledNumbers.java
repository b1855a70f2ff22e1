package io.slotwise.inference.engine;

import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;

/** Adds integers to ciphertexts, whatever OpenFHE takes their scale to be. */
final class ScaledNumbers {
  /**
   * OpenFHE adds a half before it cuts to an integer. For odd integers of 53 bits that sum is no
   * double and rounds up to the next integer.
   */
  private static final double SMALLEST_HALVED = 0x1p52;

  private static final double LARGEST_HALVED = 0x1p53;

  private final CryptoContext context;
  private final double scalingFactor;

  ScaledNumbers(CryptoContext context) {
    this.context = context;
    // A power of two with FIXEDMANUAL: dividing by it is exact.
    this.scalingFactor = Math.scalb(1.0, context.parameters().scalingModSize());
  }

  /**
   * Adds an integer to every slot.
   *
   * @param ciphertext of degree 1, so that OpenFHE multiplies what it is given by the scaling
   *     factor
   * @param integer an integer of any size that a double holds exactly
   */
  void addInPlace(Ciphertext ciphertext, double integer) {
    double size = Math.abs(integer);
    if (size >= SMALLEST_HALVED && size < LARGEST_HALVED) {
      double half = Math.rint(integer / 2);
      add(ciphertext, half);
      add(ciphertext, integer - half);
    } else if (integer != 0) {
      add(ciphertext, integer);
    }
  }

  private void add(Ciphertext ciphertext, double integer) {
    context.addInPlace(ciphertext, integer / scalingFactor);
  }
}
