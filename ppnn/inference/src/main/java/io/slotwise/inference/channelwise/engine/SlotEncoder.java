package io.slotwise.inference.channelwise.engine;

import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.OpenFheException;
import io.slotwise.openfhe.Plaintext;

/** Encodes weights and biases at the scaling factor. */
final class SlotEncoder {
  private SlotEncoder() {}

  /**
   * A plaintext, which the caller closes. Numbers so small that all coefficients of the plaintext
   * round to 0, which OpenFHE refuses, are encoded as 0.
   */
  static Plaintext encode(CryptoContext context, double[] slots, int level) {
    try {
      return context.encode(slots, 1, level);
    } catch (OpenFheException e) {
      if (roundsToNothing(slots, context.parameters().scalingModSize())) {
        return context.encode(new double[slots.length], 1, level);
      }
      throw e;
    }
  }

  /**
   * Whether the coefficients are about as small as that: their root mean square is a lower bound.
   */
  private static boolean roundsToNothing(double[] slots, int bits) {
    double squares = 0;
    for (double slot : slots) {
      squares += slot * slot;
    }
    return Math.scalb(Math.sqrt(squares) / slots.length, bits) <= 1;
  }
}
