package io.slotwise.openfhe;

/**
 * Security levels of the Homomorphic Encryption Standard, by OpenFHE's names. A level bounds the
 * bits of the largest modulus for each ring dimension.
 */
@SuppressWarnings("MemberName") // OpenFHE's spelling, which is also what reports print.
public enum SecurityLevel {
  /** Unchecked: whoever sets this answers for the security. A ring dimension must be given. */
  HEStd_NotSet,
  /** 128 bits against classical computers: the usual choice. */
  HEStd_128_classic,
  /** 192 bits against classical computers. */
  HEStd_192_classic,
  /** 256 bits against classical computers. */
  HEStd_256_classic,
  /** 128 bits against quantum computers. */
  HEStd_128_quantum,
  /** 192 bits against quantum computers. */
  HEStd_192_quantum,
  /** 256 bits against quantum computers. */
  HEStd_256_quantum
}
