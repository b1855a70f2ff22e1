package io.slotwise.inference.plan;

/**
 * Tells which primes OpenFHE takes for given parameters, by making a context. Plans hold the
 * primes, because scales are exact only with them.
 */
@FunctionalInterface
public interface ModulusChain {
  /**
   * The moduli of a fresh ciphertext, first limb first; the last is the first that a rescale drops.
   *
   * @throws RuntimeException if OpenFHE refuses the parameters
   */
  long[] moduli(EncryptionParameters parameters);
}
