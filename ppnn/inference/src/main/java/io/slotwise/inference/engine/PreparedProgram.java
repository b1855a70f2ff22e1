package io.slotwise.inference.engine;

import io.slotwise.inference.execution.WorkerPool;
import io.slotwise.openfhe.CiphertextTensor;

/** A program that one engine is ready to evaluate. Safe for use by several threads. */
public interface PreparedProgram extends AutoCloseable {
  /** How many steps of progress {@link #evaluate} reports, at least 1. */
  long steps();

  /**
   * Evaluates the program on one group of images.
   *
   * @param input of the shape of the program's input
   * @param output of the shape of the program's output; its content is replaced
   * @param keyTag tag of the key that the input is encrypted under
   * @param pool runs the work and says when it is cancelled
   * @throws IllegalArgumentException if a shape is another
   * @throws java.util.concurrent.CancellationException if cancelled; the output is then undefined
   */
  void evaluate(CiphertextTensor input, CiphertextTensor output, String keyTag, WorkerPool pool);

  /** Frees what was prepared. */
  @Override
  void close();
}
