package io.slotwise.inference.channelwise.program;

import org.jspecify.annotations.Nullable;

/**
 * How a server holds the weights of a map.
 *
 * @param inputFactors what the weights of each input ciphertext are multiplied by; not to be
 *     modified
 * @param factored the weights as integers and patterns; null if each product has a plaintext
 * @param plaintexts how many patterns or else products there are
 * @param plaintextBytes bytes of each, at the level of its use
 * @param kept whether they are encoded once, and not whenever they are used
 */
public record HeldWeights(
    double[] inputFactors,
    @Nullable WeightFactors factored,
    int plaintexts,
    long plaintextBytes,
    boolean kept) {
  /** Bytes of the residues that are kept. */
  public long bytes() {
    return kept ? plaintexts * plaintextBytes : 0;
  }
}
