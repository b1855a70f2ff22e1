package io.slotwise.openfhe;

import java.util.List;

/**
 * The ring and modulus that a native object belongs to. Contexts whose moduli are equal may
 * exchange objects, others may not.
 */
record RingModuli(
    int ringDimension, int slots, List<Long> ciphertextModuli, List<Long> specialModuli) {
  /** Throws unless an object of {@code other} fits a context of these moduli. */
  void requireSame(String kind, RingModuli other) {
    if (!equals(other)) {
      throw new IllegalArgumentException(
          "the %s belongs to another context: %s, here %s".formatted(kind, other, this));
    }
  }

  @Override
  public String toString() {
    return "ring dimension %d, %d slots, ciphertext moduli %s, special moduli %s"
        .formatted(ringDimension, slots, ciphertextModuli, specialModuli);
  }
}
