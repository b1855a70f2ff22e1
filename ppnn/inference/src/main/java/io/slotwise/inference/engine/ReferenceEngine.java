package io.slotwise.inference.engine;

import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.openfhe.CryptoContext;

/**
 * Evaluates a program by one OpenFHE call per homomorphic operation: what a careful user of OpenFHE
 * would write, and the oracle for faster engines.
 */
public final class ReferenceEngine implements InferenceEngine {
  /** How users call it. */
  public static final String NAME = "reference";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PreparedProgram prepare(EncryptedProgram program, CryptoContext context) {
    return new InterpretedProgram(program, context);
  }
}
