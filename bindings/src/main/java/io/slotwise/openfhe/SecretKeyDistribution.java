package io.slotwise.openfhe;

/** Distribution of the coefficients of a secret key; OpenFHE's names. */
public enum SecretKeyDistribution {
  /** Discrete Gaussian, like the errors. */
  GAUSSIAN,
  /** -1, 0 and 1 with equal probability: the usual choice. */
  UNIFORM_TERNARY,
  /** -1, 0 and 1 with a fixed number of non-zeros, as bootstrapping wants it. */
  SPARSE_TERNARY
}
