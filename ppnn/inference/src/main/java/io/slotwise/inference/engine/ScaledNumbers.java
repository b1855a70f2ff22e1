package io.slotwise.inference.engine;

import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;

/** Adds integers to ciphertexts, whatever OpenFHE takes their scale to be. */
final class ScaledNumbers {
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
    if (integer != 0) {
      context.addInPlace(ciphertext, integer / scalingFactor);
    }
  }
}
