package io.slotwise.openfhe;

/**
 * What a CKKS context is made from. Immutable; made by a {@link Builder}.
 *
 * @param securityLevel bounds the modulus for each ring dimension
 * @param scalingTechnique who rescales
 * @param keySwitchTechnique how relinearization and rotation work
 * @param secretKeyDistribution how secret keys are drawn
 * @param ringDimension N, a power of two, or 0 for the smallest that the security level allows
 * @param multiplicativeDepth how many rescales a fresh ciphertext allows, 0 to 200: its modulus has
 *     one limb more
 * @param scalingModSize bits of the scaling factor and of all limbs but the first, 15 to 59
 * @param firstModSize bits of the first limb, {@code scalingModSize} to 60: what is left when all
 *     levels are used must hold the result at its scale
 * @param batchSize number of slots, a power of two up to N/2, or 0 for N/2
 * @param digitSize for {@link KeySwitchTechnique#BV}: bits of a digit up to 30, or 0 for one digit
 *     a limb
 * @param numLargeDigits for {@link KeySwitchTechnique#HYBRID}: number of digits, or 0 for OpenFHE's
 *     choice
 * @param maxRelinearizationDegree highest power of the secret key that relinearization removes, at
 *     least 2: with 2, products of two fresh ciphertexts can be relinearized
 */
public record CkksParameters(
    SecurityLevel securityLevel,
    ScalingTechnique scalingTechnique,
    KeySwitchTechnique keySwitchTechnique,
    SecretKeyDistribution secretKeyDistribution,
    int ringDimension,
    int multiplicativeDepth,
    int scalingModSize,
    int firstModSize,
    int batchSize,
    int digitSize,
    int numLargeDigits,
    int maxRelinearizationDegree) {

  /** Largest ring dimension that is accepted. */
  public static final int MAX_RING_DIMENSION = 1 << 17;

  /** Largest {@link #multiplicativeDepth} that is accepted. */
  public static final int MAX_MULTIPLICATIVE_DEPTH = 200;

  /**
   * Checks the ranges given at each parameter. Whether the security level allows the combination is
   * found out when a context is created.
   *
   * @throws IllegalArgumentException naming the parameter, its value and its range
   */
  public CkksParameters {
    if (ringDimension != 0) {
      checkRange("ringDimension", ringDimension, 8, MAX_RING_DIMENSION);
      checkPowerOfTwo("ringDimension", ringDimension);
    } else if (securityLevel == SecurityLevel.HEStd_NotSet) {
      throw new IllegalArgumentException(
          "ringDimension must be given with HEStd_NotSet: no security level to derive it from");
    }
    checkRange("multiplicativeDepth", multiplicativeDepth, 0, MAX_MULTIPLICATIVE_DEPTH);
    checkRange("scalingModSize", scalingModSize, 15, 59);
    checkRange("firstModSize", firstModSize, scalingModSize, 60);
    if (batchSize != 0) {
      int most = (ringDimension == 0 ? MAX_RING_DIMENSION : ringDimension) / 2;
      checkRange("batchSize", batchSize, 1, most);
      checkPowerOfTwo("batchSize", batchSize);
    }
    checkRange("digitSize", digitSize, 0, 30);
    checkRange("numLargeDigits", numLargeDigits, 0, MAX_MULTIPLICATIVE_DEPTH + 1);
    checkRange("maxRelinearizationDegree", maxRelinearizationDegree, 2, 32);
  }

  private static void checkRange(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is %d; it must be %d to %d".formatted(name, value, least, most));
    }
  }

  private static void checkPowerOfTwo(String name, int value) {
    if (Integer.bitCount(value) != 1) {
      throw new IllegalArgumentException(
          "%s is %d; it must be a power of two".formatted(name, value));
    }
  }

  /**
   * Returns a builder with 128-bit classical security, {@link ScalingTechnique#FIXEDMANUAL}, {@link
   * KeySwitchTechnique#HYBRID}, {@link SecretKeyDistribution#UNIFORM_TERNARY}, depth 1, a scaling
   * factor of 50 bits and a first limb of 60, the rest left to OpenFHE.
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts from these parameters. */
  public Builder toBuilder() {
    return new Builder()
        .securityLevel(securityLevel)
        .scalingTechnique(scalingTechnique)
        .keySwitchTechnique(keySwitchTechnique)
        .secretKeyDistribution(secretKeyDistribution)
        .ringDimension(ringDimension)
        .multiplicativeDepth(multiplicativeDepth)
        .scalingModSize(scalingModSize)
        .firstModSize(firstModSize)
        .batchSize(batchSize)
        .digitSize(digitSize)
        .numLargeDigits(numLargeDigits)
        .maxRelinearizationDegree(maxRelinearizationDegree);
  }

  /** Collects parameters. For use by one thread. */
  public static final class Builder {
    private SecurityLevel securityLevel = SecurityLevel.HEStd_128_classic;
    private ScalingTechnique scalingTechnique = ScalingTechnique.FIXEDMANUAL;
    private KeySwitchTechnique keySwitchTechnique = KeySwitchTechnique.HYBRID;
    private SecretKeyDistribution secretKeyDistribution = SecretKeyDistribution.UNIFORM_TERNARY;
    private int ringDimension;
    private int multiplicativeDepth = 1;
    private int scalingModSize = 50;
    private int firstModSize = 60;
    private int batchSize;
    private int digitSize;
    private int numLargeDigits;
    private int maxRelinearizationDegree = 2;

    private Builder() {}

    /** Sets {@link CkksParameters#securityLevel}. */
    public Builder securityLevel(SecurityLevel level) {
      securityLevel = level;
      return this;
    }

    /** Sets {@link CkksParameters#scalingTechnique}. */
    public Builder scalingTechnique(ScalingTechnique technique) {
      scalingTechnique = technique;
      return this;
    }

    /** Sets {@link CkksParameters#keySwitchTechnique}. */
    public Builder keySwitchTechnique(KeySwitchTechnique technique) {
      keySwitchTechnique = technique;
      return this;
    }

    /** Sets {@link CkksParameters#secretKeyDistribution}. */
    public Builder secretKeyDistribution(SecretKeyDistribution distribution) {
      secretKeyDistribution = distribution;
      return this;
    }

    /** Sets {@link CkksParameters#ringDimension}. */
    public Builder ringDimension(int dimension) {
      ringDimension = dimension;
      return this;
    }

    /** Sets {@link CkksParameters#multiplicativeDepth}. */
    public Builder multiplicativeDepth(int depth) {
      multiplicativeDepth = depth;
      return this;
    }

    /** Sets {@link CkksParameters#scalingModSize}. */
    public Builder scalingModSize(int bits) {
      scalingModSize = bits;
      return this;
    }

    /** Sets {@link CkksParameters#firstModSize}. */
    public Builder firstModSize(int bits) {
      firstModSize = bits;
      return this;
    }

    /** Sets {@link CkksParameters#batchSize}. */
    public Builder batchSize(int slots) {
      batchSize = slots;
      return this;
    }

    /** Sets {@link CkksParameters#digitSize}. */
    public Builder digitSize(int bits) {
      digitSize = bits;
      return this;
    }

    /** Sets {@link CkksParameters#numLargeDigits}. */
    public Builder numLargeDigits(int digits) {
      numLargeDigits = digits;
      return this;
    }

    /** Sets {@link CkksParameters#maxRelinearizationDegree}. */
    public Builder maxRelinearizationDegree(int degree) {
      maxRelinearizationDegree = degree;
      return this;
    }

    /**
     * Returns the parameters.
     *
     * @throws IllegalArgumentException naming a parameter that is out of its range
     */
    public CkksParameters build() {
      return new CkksParameters(
          securityLevel,
          scalingTechnique,
          keySwitchTechnique,
          secretKeyDistribution,
          ringDimension,
          multiplicativeDepth,
          scalingModSize,
          firstModSize,
          batchSize,
          digitSize,
          numLargeDigits,
          maxRelinearizationDegree);
    }
  }
}
