package io.slotwise.inference.engine;

import io.slotwise.inference.execution.WorkerPool;
import io.slotwise.inference.packing.CiphertextRows;
import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.inference.program.EncryptedValue;
import io.slotwise.inference.program.Stage;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a program by one OpenFHE call per homomorphic operation: what a careful user of OpenFHE
 * would write, and the oracle for faster engines.
 *
 * <p>The operations of a {@link Stage} run row by row, so that what lies between them never exists
 * for more than one row a thread. A value is released after its last reader.
 */
public final class ReferenceEngine implements InferenceEngine {
  @Override
  public String name() {
    return "reference";
  }

  @Override
  public long steps(EncryptedProgram program) {
    return program.stages().stream()
        .mapToLong(
            stage ->
                StageEvaluator.stepsPerRow(program, stage) * program.value(stage.result()).rows())
        .sum();
  }

  @Override
  public CiphertextRows evaluate(
      EncryptedProgram program, CryptoContext context, CiphertextRows input, WorkerPool pool) {
    requireFit(program.input(), input);
    @Nullable CiphertextRows[] values = new CiphertextRows[program.operations().size() + 1];
    values[0] = input;
    boolean complete = false;
    try {
      for (Stage stage : program.stages()) {
        values[stage.result()] = evaluate(program, stage, context, values, pool);
        releaseAfter(stage, program, values);
      }
      complete = true;
      return values[values.length - 1];
    } finally {
      if (!complete) {
        release(values, 1, values.length);
      }
    }
  }

  private static CiphertextRows evaluate(
      EncryptedProgram program,
      Stage stage,
      CryptoContext context,
      @Nullable CiphertextRows[] values,
      WorkerPool pool) {
    int rows = program.value(stage.result()).rows();
    StageEvaluator evaluator = new StageEvaluator(program, stage, context, values);
    long steps = StageEvaluator.stepsPerRow(program, stage);
    @Nullable Ciphertext[] results = new Ciphertext[rows];
    boolean complete = false;
    try {
      pool.forEach(
          rows,
          row -> {
            results[row] = evaluator.evaluate(row);
            pool.advanced(steps);
          });
      complete = true;
      return new CiphertextRows(results);
    } finally {
      if (!complete) {
        CiphertextRows.closeAll(results);
      }
    }
  }

  /** The input belongs to the caller; every other value goes after its last reader. */
  private static void releaseAfter(
      Stage stage, EncryptedProgram program, @Nullable CiphertextRows[] values) {
    for (int value = 1; value < stage.result(); value++) {
      if (program.lastReader(value) < stage.end()) {
        release(values, value, value + 1);
      }
    }
  }

  private static void release(@Nullable CiphertextRows[] values, int from, int to) {
    for (int value = from; value < to; value++) {
      CiphertextRows rows = values[value];
      if (rows != null) {
        rows.close();
        values[value] = null;
      }
    }
  }

  private static void requireFit(EncryptedValue expected, CiphertextRows input) {
    if (input.count() != expected.rows()) {
      throw new IllegalArgumentException(
          "the program reads %d ciphertexts, the batch has %d"
              .formatted(expected.rows(), input.count()));
    }
    for (int row = 0; row < input.count(); row++) {
      Ciphertext ciphertext = input.row(row);
      if (ciphertext.limbCount() != expected.limbs()
          || ciphertext.componentCount() != expected.components()) {
        throw new IllegalArgumentException(
            "the program reads ciphertexts of %d limbs and %d components; number %d has %d and %d"
                .formatted(
                    expected.limbs(),
                    expected.components(),
                    row,
                    ciphertext.limbCount(),
                    ciphertext.componentCount()));
      }
    }
  }
}
