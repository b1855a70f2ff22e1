package io.slotwise.inference.engine;

import io.slotwise.inference.execution.WorkerPool;
import io.slotwise.inference.packing.CiphertextRows;
import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.openfhe.CryptoContext;

/** Evaluates encrypted programs. Implementations are stateless and safe for use by many threads. */
public interface InferenceEngine {
  /** How users call it, such as "reference". */
  String name();

  /** How many steps of progress {@link #evaluate} reports, at least 1. */
  long steps(EncryptedProgram program);

  /**
   * Evaluates a program on one group of images.
   *
   * @param program what to compute
   * @param context where the program's parameters hold and its relinearisation key is loaded
   * @param input one ciphertext per feature element; left open
   * @param pool runs the work and says when it is cancelled
   * @return the scores, one ciphertext per output; the caller closes it
   * @throws IllegalArgumentException if the input's rows, limbs or components are not the program's
   * @throws java.util.concurrent.CancellationException if cancelled; nothing stays allocated
   */
  CiphertextRows evaluate(
      EncryptedProgram program, CryptoContext context, CiphertextRows input, WorkerPool pool);
}
