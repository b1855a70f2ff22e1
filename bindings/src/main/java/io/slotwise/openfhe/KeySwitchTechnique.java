package io.slotwise.openfhe;

/** How relinearization and rotation decompose a ciphertext; OpenFHE's names. */
public enum KeySwitchTechnique {
  /** Limb by limb: needs no special primes, so all of the modulus is left for computing. */
  BV,
  /**
   * A few large digits and special primes. Faster than {@link #BV} for many limbs; the special
   * primes count towards the modulus that the security level bounds.
   */
  HYBRID
}
