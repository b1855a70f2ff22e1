package io.slotwise.cli.compare.packing;

import io.slotwise.openfhe.Ciphertext;
import java.util.ArrayList;
import java.util.List;

/**
 * Ciphertexts to measure an operation on: for each thread several, so that they are not in a cache
 * all the time, and a sum.
 */
final class OperationOperands implements AutoCloseable {
  /** Operands take about so much in all. */
  private static final long BYTES = 64L << 20;

  private static final int MOST_A_THREAD = 32;

  private final List<List<Ciphertext>> operands = new ArrayList<>();
  private final List<Ciphertext> sums = new ArrayList<>();

  /** Copies a ciphertext. */
  OperationOperands(Ciphertext original, int threads) {
    long bytes =
        8L * original.componentCount() * original.limbCount() * original.ringDimension() * threads;
    int each = Math.clamp(BYTES / bytes, 1, MOST_A_THREAD);
    for (int thread = 0; thread < threads; thread++) {
      List<Ciphertext> own = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        own.add(original.copy());
      }
      operands.add(own);
      sums.add(original.copy());
    }
  }

  /** An operand of a thread. */
  Ciphertext operand(int thread, int turn) {
    List<Ciphertext> own = operands.get(thread);
    return own.get(turn % own.size());
  }

  /** The sum of a thread. */
  Ciphertext sum(int thread) {
    return sums.get(thread);
  }

  @Override
  public void close() {
    operands.forEach(own -> own.forEach(Ciphertext::close));
    sums.forEach(Ciphertext::close);
  }
}
