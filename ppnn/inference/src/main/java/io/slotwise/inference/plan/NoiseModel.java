package io.slotwise.inference.plan;

/**
 * The noise of CKKS as OpenFHE implements it, as standard deviations of the real part of a slot, in
 * units of the ciphertext's integers. A coefficient's deviation σ is σ·√(N/2) in a slot; a product
 * of two polynomials with deviations σ and τ has coefficients of deviation √N·σ·τ; coefficients of
 * a uniform ternary secret have variance 2/3.
 */
class NoiseModel {
  private static final double GAUSSIAN = 3.19;

  /** Of a coefficient of a uniform ternary secret. */
  private static final double SECRET_VARIANCE = 2.0 / 3;

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

  /**
   * Rounding when a limb is dropped, over all slots and keys. Component k is rounded by up to a
   * half in each coefficient and meets the k-th power of the secret. In a slot, a rounding is a
   * complex Gaussian of variance N/12, half of it real, and a uniform ternary secret one of
   * variance 2N/3, whose k-th power has the second moment k!·(2N/3)^k.
   *
   * @param components of the ciphertext, at least 2
   */
  double rescale(int components) {
    double moment = 1;
    double sum = 1;
    for (int k = 1; k < components; k++) {
      moment *= k * SECRET_VARIANCE * ringDimension;
      sum += moment;
    }
    return slot(Math.sqrt(sum / 12));
  }

  /**
   * The same in the slot where the secret is largest. All rows of a slot meet the same secret, so
   * its powers do not average out there: of N/2 squared absolute values, exponentially distributed,
   * the largest is about ln(N/2) times their mean; 2 more is exceeded for one key in eight.
   */
  double rescaleInWorstSlot(int components) {
    double secret = SECRET_VARIANCE * ringDimension * (Math.log(ringDimension / 2) + 2);
    double power = 1;
    double sum = 1;
    for (int k = 1; k < components; k++) {
      power *= secret;
      sum += power;
    }
    return slot(Math.sqrt(sum / 12));
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
      return Math.hypot(slot(Math.sqrt(digits)), rescale(2));
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
