package io.slotwise.inference.engine;

import io.slotwise.inference.execution.WorkerPool;
import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.inference.program.Stage;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CiphertextTensor;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.TensorShape;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a program call by call. The operations of a {@link Stage} run row by row, so that what
 * lies between them never exists for more than one row a thread. A value is released after its last
 * reader.
 */
final class InterpretedProgram implements PreparedProgram {
  private final EncryptedProgram program;
  private final CryptoContext context;

  InterpretedProgram(EncryptedProgram program, CryptoContext context) {
    this.program = program;
    this.context = context;
  }

  @Override
  public long steps() {
    return program.stages().stream()
        .mapToLong(
            stage ->
                StageEvaluator.stepsPerRow(program, stage) * program.value(stage.result()).rows())
        .sum();
  }

  @Override
  public void evaluate(
      CiphertextTensor input, CiphertextTensor output, String keyTag, WorkerPool pool) {
    requireShape("input", program.input().tensorShape(), input);
    requireShape("output", program.output().tensorShape(), output);
    @Nullable CiphertextRows[] values = new CiphertextRows[program.operations().size() + 1];
    try {
      values[0] = rows(input.shape().rows(), pool, row -> input.load(row, keyTag, 1));
      for (Stage stage : program.stages()) {
        values[stage.result()] = evaluate(stage, values, pool);
        releaseAfter(stage, values);
      }
      CiphertextRows scores = values[values.length - 1];
      pool.forEach(scores.count(), row -> output.store(row, scores.row(row)));
    } finally {
      release(values, 0, values.length);
    }
  }

  private CiphertextRows evaluate(Stage stage, @Nullable CiphertextRows[] values, WorkerPool pool) {
    StageEvaluator evaluator = new StageEvaluator(program, stage, context, values);
    long steps = StageEvaluator.stepsPerRow(program, stage);
    return rows(
        program.value(stage.result()).rows(),
        pool,
        row -> {
          Ciphertext result = evaluator.evaluate(row);
          pool.advanced(steps);
          return result;
        });
  }

  /** Makes rows on several threads; after a failure those made are closed. */
  private static CiphertextRows rows(int count, WorkerPool pool, IntFunction<Ciphertext> maker) {
    @Nullable Ciphertext[] results = new Ciphertext[count];
    boolean complete = false;
    try {
      pool.forEach(count, row -> results[row] = maker.apply(row));
      complete = true;
      return new CiphertextRows(results);
    } finally {
      if (!complete) {
        CiphertextRows.closeAll(results);
      }
    }
  }

  /** A value goes after its last reader. */
  private void releaseAfter(Stage stage, @Nullable CiphertextRows[] values) {
    for (int value = 0; value < stage.result(); value++) {
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

  private static void requireShape(String what, TensorShape expected, CiphertextTensor actual) {
    if (!actual.shape().equals(expected)) {
      throw new IllegalArgumentException(
          "the program's %s is %s; given are %s".formatted(what, expected, actual.shape()));
    }
  }

  @Override
  public void close() {
    // Nothing was prepared.
  }
}
