package io.slotwise.inference.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * CKKS parameters as OpenFHE takes them; the rest is fixed: scaling technique FIXEDMANUAL, security
 * level {@link #SECURITY}, uniform ternary secret, full packing, digit size 0 (one digit a limb for
 * BV, OpenFHE's own number of digits for HYBRID).
 *
 * @param ringDimension N, a power of two from 4096 to 32768
 * @param multiplicativeDepth limbs beyond the first, at least 1
 * @param scalingModSize bits of each limb beyond the first, 20 to 59
 * @param firstModSize bits of the first limb, at least {@code scalingModSize}, at most 60
 * @param keySwitching how products are relinearised
 */
public record EncryptionParameters(
    int ringDimension,
    int multiplicativeDepth,
    int scalingModSize,
    int firstModSize,
    KeySwitching keySwitching) {
  /** OpenFHE's name of the security level. */
  public static final String SECURITY = "HEStd_128_classic";

  /** Bits of a special prime of HYBRID key switching. */
  public static final int SPECIAL_PRIME_BITS = 60;

  /**
   * Checks the numbers, but not their security: {@link SecurityLimits} does.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public EncryptionParameters {
    if (Integer.bitCount(ringDimension) != 1 || ringDimension < 4096 || ringDimension > 32768) {
      throw new IllegalArgumentException("ring dimension " + ringDimension);
    }
    if (multiplicativeDepth < 1 || multiplicativeDepth > 63) {
      throw new IllegalArgumentException("multiplicative depth " + multiplicativeDepth);
    }
    if (scalingModSize < 20 || scalingModSize > 59) {
      throw new IllegalArgumentException("scaling modulus of " + scalingModSize + " bits");
    }
    if (firstModSize < scalingModSize || firstModSize > 60) {
      throw new IllegalArgumentException("first modulus of " + firstModSize + " bits");
    }
  }

  /** Numbers that one ciphertext holds: half the ring dimension. */
  @JsonIgnore
  public int slots() {
    return ringDimension / 2;
  }

  /** Limbs of a fresh ciphertext. */
  @JsonIgnore
  public int limbs() {
    return multiplicativeDepth + 1;
  }

  /** Nominal bits of the ciphertext modulus. */
  @JsonIgnore
  public int modulusBits() {
    return firstModSize + multiplicativeDepth * scalingModSize;
  }

  /** Nominal bits of the special primes: 0 for BV. */
  @JsonIgnore
  public int specialModulusBits() {
    return SPECIAL_PRIME_BITS * specialPrimes();
  }

  /** Special primes, by OpenFHE's rule: as many as cover the largest digit; 0 for BV. */
  @JsonIgnore
  public int specialPrimes() {
    if (keySwitching == KeySwitching.BV) {
      return 0;
    }
    int perDigit = Math.ceilDiv(limbs(), digits());
    int bits = firstModSize + (perDigit - 1) * scalingModSize + 1;
    return Math.ceilDiv(bits, SPECIAL_PRIME_BITS);
  }

  /** Digits of a key switch over all limbs: one a limb for BV, OpenFHE's default for HYBRID. */
  @JsonIgnore
  public int digits() {
    if (keySwitching == KeySwitching.BV) {
      return limbs();
    }
    return multiplicativeDepth > 3 ? 3 : 2;
  }
}
