package io.slotwise.inference.engine;

import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.openfhe.CryptoContext;

/** Evaluates encrypted programs. Immutable and safe for use by several threads. */
public interface InferenceEngine {
  /** How users call it, such as "reference". */
  String name();

  /**
   * Prepares a program for evaluation; the caller closes it, before the context.
   *
   * @param program what to compute
   * @param context where the program's parameters hold and its relinearization key is loaded
   * @throws IllegalArgumentException if the program has an operation that this engine lacks
   */
  PreparedProgram prepare(EncryptedProgram program, CryptoContext context);
}
