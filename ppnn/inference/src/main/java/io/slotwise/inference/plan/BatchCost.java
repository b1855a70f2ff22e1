package io.slotwise.inference.plan;

/**
 * What a plan costs, server and client together, in multiply-adds of one residue at one point of
 * the transform, for a whole ciphertext: a linear map of m multiply-adds on c components and l
 * limbs costs m·c·l, times the ring dimension and the number of groups. The ratios were measured on
 * x86-64 with AVX2: a multiply-add takes 0.035 ns, a residue of a transform 2 ns, and OpenFHE's
 * encryption of one element, with encoding and packing, 120 ns a limb and point; the 10 bytes that
 * the two components take on the way are reckoned at one gigabit a second, 80 ns.
 */
final class BatchCost {
  /** One residue of a number-theoretic transform. */
  private static final double TRANSFORM = 50;

  /** One limb of an encrypted element at one point: encrypting, sending and reading it. */
  private static final double INPUT = 5000;

  /** What a ciphertext costs beyond its residues, in limbs of ring dimension 8192. */
  private static final double CIPHERTEXT = 0.05 * INPUT * 8192;

  /** Weights beyond 8 bits keep byte kernels away. */
  static final double WIDE_WEIGHTS = 1.6;

  private BatchCost() {}

  static double linear(long multiplications, int components, int limbs) {
    return (double) multiplications * components * limbs;
  }

  /** A square of c components takes c(c + 1)/2 products; a general row about as much again. */
  static double quadratic(long rows, long general, int components, int limbs) {
    return (rows + general) * 3.0 * components * (components + 1) * limbs;
  }

  /** Dropping one limb of {@code rows} ciphertexts. */
  static double rescale(long rows, int components, int limbs) {
    return TRANSFORM * rows * components * limbs;
  }

  /** Encrypting and sending a batch of {@code rows} elements, for each point. */
  static double input(long rows, int limbs, int ringDimension) {
    return rows * (INPUT * limbs + CIPHERTEXT / ringDimension);
  }
}
