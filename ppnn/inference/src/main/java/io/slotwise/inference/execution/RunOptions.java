package io.slotwise.inference.execution;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * How planning, encryption, evaluation and decryption run. Immutable.
 *
 * @param threads how many threads work at once, at least 1
 * @param progress hears how far the work has come
 * @param cancelled asked between steps; once true, the work stops soon with a {@link
 *     CancellationException} and frees what it holds
 */
public record RunOptions(int threads, ProgressListener progress, BooleanSupplier cancelled) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if {@code threads} is below 1
   */
  public RunOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
  }

  /** One thread per processor, no progress, never cancelled. */
  public static RunOptions defaults() {
    return new RunOptions(
        Runtime.getRuntime().availableProcessors(), ProgressListener.NONE, () -> false);
  }

  /**
   * To be called between steps.
   *
   * @throws CancellationException if the work is cancelled
   */
  public void requireNotCancelled() {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("cancelled");
    }
  }

  /** The same with another number of threads. */
  public RunOptions withThreads(int number) {
    return new RunOptions(number, progress, cancelled);
  }

  /** The same with another listener. */
  public RunOptions withProgress(ProgressListener listener) {
    return new RunOptions(threads, listener, cancelled);
  }

  /** The same with another way to be cancelled. */
  public RunOptions withCancellation(BooleanSupplier supplier) {
    return new RunOptions(threads, progress, supplier);
  }
}
