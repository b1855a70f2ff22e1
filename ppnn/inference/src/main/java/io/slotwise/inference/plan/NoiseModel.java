package io.slotwise.inference.plan;

/**
 * The noise of CKKS as OpenFHE implements it, as standard deviations of the real part of a slot, in
 * units of the ciphertext's integers. A coefficient's deviation σ is σ·√(N/2) in a slot; a product
 * of two polynomials with deviations σ and τ has coefficients of deviation √N·σ·τ; coefficients of
 * a uniform ternary secret have variance 2/3.
 */
class NoiseModel {
  private static final double GAUSSIAN = 3.19;

  private final EncryptionParameters parameters;
  private final long[] moduli;
  private final boolean publicKey;
  private final double ringDimension;

  NoiseModel(EncryptionParameters parameters, long[] moduli, boolean publicKey) {
    this.parameters = parameters;
    this.moduli = moduli;
    this.publicKey = publicKey;
    ringDimension = parameters.ringDimension();
  }

  /** Encryption, and rounding of the encoded numbers. */
  double fresh() {
    double variance = 1.0 / 12 + GAUSSIAN * GAUSSIAN * (publicKey ? 1 + 4 * ringDimension / 3 : 1);
    return slot(Math.sqrt(variance));
  }

  /** Rounding of two components when a limb is dropped; that of the second meets the secret. */
  double rescale() {
    return slot(Math.sqrt((1 + 2 * ringDimension / 3) / 12));
  }

  /** The same without what relinearisation adds, to tell that apart. */
  NoiseModel withoutKeySwitching() {
    return new NoiseModel(parameters, moduli, publicKey) {
      @Override
      double keySwitch(int limbs) {
        return 0;
      }
    };
  }

  /** Relinearisation of a ciphertext with that many limbs. */
  double keySwitch(int limbs) {
    if (parameters.keySwitching() == KeySwitching.HYBRID) {
      // Digits below the special modulus, times errors, divided by it; then rounding.
      double digits = parameters.digits() * ringDimension * GAUSSIAN * GAUSSIAN / 12;
      return Math.hypot(slot(Math.sqrt(digits)), rescale());
    }
    double variance = 0;
    for (int i = 0; i < limbs; i++) {
      variance += (double) moduli[i] * moduli[i] / 12 * ringDimension * GAUSSIAN * GAUSSIAN;
    }
    return slot(Math.sqrt(variance));
  }

  /**
   * The error of a decoded score, which OpenFHE adds noise to: √2 times what it estimates the noise
   * of the ciphertext to be, at least √N/8, in units of 2^(scalingModSize·(degree - 1)).
   *
   * @param error the error before decoding
   * @param scale the score's scale
   * @param degree the noise scale degree that the decoder is told
   */
  double decoded(double error, double scale, int degree) {
    double unit = Math.scalb(1.0, parameters.scalingModSize() * (degree - 1)) / scale;
    double least = slot(Math.sqrt(ringDimension) / 8) * unit;
    return Math.hypot(error, Math.sqrt(2) * Math.max(error, least));
  }

  /**
   * Bits between the noise and what OpenFHE's decoder takes for a failed decryption (it wants five
   * bits of precision at 2^scalingModSize).
   */
  double decodingMarginBits(double error, double scale, int degree) {
    int bits = parameters.scalingModSize();
    double coefficient = error * scale / Math.sqrt(ringDimension / 2);
    double seen = coefficient / Math.scalb(1.0, bits * (degree - 1));
    return bits - 5 - Math.log(Math.max(seen, 1e-300)) / Math.log(2);
  }

  private double slot(double coefficient) {
    return coefficient * Math.sqrt(ringDimension / 2);
  }
}
