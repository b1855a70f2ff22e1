package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.plan.SecurityLimits;
import io.slotwise.openfhe.CkksParameters;
import io.slotwise.openfhe.KeySwitchTechnique;
import io.slotwise.openfhe.ScalingTechnique;
import io.slotwise.openfhe.SecurityLevel;

/**
 * CKKS parameters of a channel-wise plan; the rest is fixed: FIXEDMANUAL scaling, HYBRID key
 * switching, a uniform ternary secret, all slots used.
 *
 * @param securityLevel 128-bit classical security; anything else is for tests
 * @param ringDimension N, a power of two
 * @param multiplicativeDepth limbs beyond the first, at least 1
 * @param scalingModSize bits of the scaling factor and of each limb beyond the first
 * @param firstModSize bits of the first limb
 * @param limbsPerDigit limbs that a digit of key switching covers, at least 1
 * @param scoreReductionBits bits by which the scale of scores is smaller than the scaling factor,
 *     so that the first limb can be smaller, 0 or more
 */
public record RingParameters(
    SecurityLevel securityLevel,
    int ringDimension,
    int multiplicativeDepth,
    int scalingModSize,
    int firstModSize,
    int limbsPerDigit,
    int scoreReductionBits) {
  /** Bits of a special prime in OpenFHE. */
  private static final int SPECIAL_PRIME_BITS = 60;

  /** Numbers that a ciphertext holds. */
  public int slots() {
    return ringDimension / 2;
  }

  /** Limbs of a fresh ciphertext. */
  public int limbs() {
    return multiplicativeDepth + 1;
  }

  /** Digits of a key. */
  public int keyDigits() {
    return digits(limbs());
  }

  /** Bytes of the residues of one key that rotates or relinearises. */
  public long keyBytes() {
    long polynomials = 2L * keyDigits();
    long primes = limbs() + (long) specialPrimes();
    return polynomials * primes * ringDimension * Long.BYTES;
  }

  /** Digits that a ciphertext of so many limbs is decomposed into. */
  int digits(int limbs) {
    return Math.ceilDiv(limbs, limbsPerDigit);
  }

  /** Special primes, by OpenFHE's rule: as many as cover a digit. */
  public int specialPrimes() {
    return Math.ceilDiv(digitBits() + 1, SPECIAL_PRIME_BITS);
  }

  /** Bits of the largest digit. */
  int digitBits() {
    return firstModSize + (limbsPerDigit - 1) * scalingModSize;
  }

  /** Bits of all special primes. */
  int specialBits() {
    return specialPrimes() * SPECIAL_PRIME_BITS;
  }

  /** By how much the scale of scores is smaller than the scaling factor. */
  public double scoreReduction() {
    return Math.scalb(1.0, scoreReductionBits);
  }

  /** Nominal bits of the modulus with the special primes: what security bounds. */
  public int modulusBits() {
    return firstModSize + multiplicativeDepth * scalingModSize + specialBits();
  }

  /** Whether the modulus is within what 128-bit security allows at the ring dimension. */
  boolean areSecure() {
    return modulusBits() <= SecurityLimits.modulusBits(ringDimension);
  }

  /** As OpenFHE takes them. */
  public CkksParameters ckks() {
    return CkksParameters.builder()
        .securityLevel(securityLevel)
        .scalingTechnique(ScalingTechnique.FIXEDMANUAL)
        .keySwitchTechnique(KeySwitchTechnique.HYBRID)
        .ringDimension(ringDimension)
        .multiplicativeDepth(multiplicativeDepth)
        .scalingModSize(scalingModSize)
        .firstModSize(firstModSize)
        .numLargeDigits(keyDigits())
        .build();
  }
}
