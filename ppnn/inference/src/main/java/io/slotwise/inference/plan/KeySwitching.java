package io.slotwise.inference.plan;

/** How OpenFHE relinearises. */
public enum KeySwitching {
  /** One digit a limb: no special primes, work quadratic in the limbs. */
  BV,
  /** Special primes, which count against the security limit; less work for many limbs. */
  HYBRID
}
