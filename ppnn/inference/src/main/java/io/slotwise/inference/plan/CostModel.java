package io.slotwise.inference.plan;

/**
 * Work of homomorphic operations in passes over one limb of one polynomial (a multiplication of
 * each residue by a number, and an addition). Measured on OpenFHE at ring dimension 8192: a pass
 * takes 12 microseconds, a number-theoretic transform 96.
 */
final class CostModel {
  private static final double TRANSFORM = 7.7;

  private final EncryptionParameters parameters;

  CostModel(EncryptionParameters parameters) {
    this.parameters = parameters;
  }

  /** Multiplications of ciphertexts by integers, with the additions. */
  double linear(long multiplications, int components, int limbs) {
    return (double) multiplications * components * limbs;
  }

  /** The tensor product of two ciphertexts of two components. */
  double product(int limbs) {
    return 5.0 * limbs;
  }

  /** Dropping one limb of a ciphertext: one transform back, one forward for each limb left. */
  double rescale(int components, int limbs) {
    return components * (TRANSFORM * limbs + 2 * (limbs - 1));
  }

  /** One key switch. */
  double relinearise(int limbs) {
    if (parameters.keySwitching() == KeySwitching.BV) {
      return TRANSFORM * limbs * (limbs + 1.0) + 4.0 * limbs * limbs;
    }
    int extended = limbs + parameters.specialPrimes();
    double digits = parameters.digits();
    return TRANSFORM * (limbs + (digits + 2) * extended) + 6 * digits * extended;
  }
}
