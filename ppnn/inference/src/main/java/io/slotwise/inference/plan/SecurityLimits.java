package io.slotwise.inference.plan;

/**
 * The largest modulus that 128-bit security allows at each ring dimension: table 1 of the
 * Homomorphic Encryption Standard (homomorphicencryption.org, 2018) for ternary secrets and
 * classical attacks, which OpenFHE enforces. OpenFHE counts one bit more than the nominal sizes,
 * because limbs may lie just above their power of two.
 */
public final class SecurityLimits {
  private static final int[] RING_DIMENSIONS = {4096, 8192, 16384, 32768};
  private static final int[] STANDARD_BITS = {109, 218, 438, 881};

  private SecurityLimits() {}

  /** The ring dimensions that plans use, smallest first. */
  public static int[] ringDimensions() {
    return RING_DIMENSIONS.clone();
  }

  /**
   * Nominal modulus bits allowed, special primes included.
   *
   * @param ringDimension one of {@link #ringDimensions()}
   * @throws IllegalArgumentException for another ring dimension
   */
  public static int modulusBits(int ringDimension) {
    for (int i = 0; i < RING_DIMENSIONS.length; i++) {
      if (RING_DIMENSIONS[i] == ringDimension) {
        return STANDARD_BITS[i] - 1;
      }
    }
    throw new IllegalArgumentException("no limit is known for ring dimension " + ringDimension);
  }

  /** Whether the parameters are as secure as the standard asks. */
  public static boolean allow(EncryptionParameters parameters) {
    return parameters.modulusBits() + parameters.specialModulusBits()
        <= modulusBits(parameters.ringDimension());
  }

  /** The limits in words, such as "108 at 4096, 217 at 8192". */
  static String describe() {
    StringBuilder text = new StringBuilder();
    for (int ringDimension : RING_DIMENSIONS) {
      text.append(text.isEmpty() ? "" : ", ").append(modulusBits(ringDimension));
      text.append(" at ").append(ringDimension);
    }
    return text.toString();
  }
}
