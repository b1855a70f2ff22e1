package io.slotwise.inference.engine;

import io.slotwise.inference.execution.WorkerPool;
import io.slotwise.openfhe.CiphertextTensor;
import io.slotwise.openfhe.TensorProgram;
import io.slotwise.openfhe.TensorRun;

/** A program compiled to native code, whose tasks Java spreads over threads. */
final class CompiledProgram implements PreparedProgram {
  private final TensorProgram program;

  CompiledProgram(TensorProgram program) {
    this.program = program;
  }

  /** What the native library made. */
  TensorProgram program() {
    return program;
  }

  @Override
  public long steps() {
    long steps = 0;
    for (int phase = 0; phase < program.phases(); phase++) {
      steps += program.tasks(phase);
    }
    return steps;
  }

  @Override
  public void evaluate(
      CiphertextTensor input, CiphertextTensor output, String keyTag, WorkerPool pool) {
    try (TensorRun run = program.start(input, output)) {
      for (int phase = 0; phase < program.phases(); phase++) {
        int current = phase;
        pool.forEach(
            program.tasks(phase),
            task -> {
              run.task(current, task);
              pool.advanced(1);
            });
      }
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
