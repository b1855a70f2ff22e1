package io.slotwise.openfhe;

/**
 * What a {@link CiphertextTensor} holds: ciphertexts that agree in components and limbs.
 *
 * @param rows ciphertexts, at least 1
 * @param components polynomials of each, at least 2
 * @param limbs prime factors of the modulus of each, the first of the context's, at least 1
 */
public record TensorShape(int rows, int components, int limbs) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is too small
   */
  public TensorShape {
    Arguments.requireAtLeast("rows", rows, 1);
    Arguments.requireAtLeast("components", components, 2);
    Arguments.requireAtLeast("limbs", limbs, 1);
  }

  @Override
  public String toString() {
    return "%d ciphertexts of %d components and %d limbs".formatted(rows, components, limbs);
  }
}
