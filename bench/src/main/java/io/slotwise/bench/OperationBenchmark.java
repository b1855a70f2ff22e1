package io.slotwise.bench;

import io.slotwise.openfhe.CiphertextTensor;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.Kernel;
import io.slotwise.openfhe.TensorProgram;
import io.slotwise.openfhe.TensorProgramBuilder;
import io.slotwise.openfhe.TensorRun;
import io.slotwise.openfhe.TensorShape;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Programs of a single operation at N = 8192 and three limbs of 39 bits, from packed tensor to
 * packed tensor, on one thread. The counter {@code gigaMultiplyAdds} is per second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class OperationBenchmark {
  /** Counts work; JMH divides it by time. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Work {
    /** Billions of multiply-adds. */
    public double gigaMultiplyAdds;

    /** Starts counting anew. */
    @Setup(Level.Iteration)
    public void restart() {
      gigaMultiplyAdds = 0;
    }
  }

  /** The kernel's name; JMH reports an error for those that the CPU does not run. */
  @Param({"plain", "avx2", "avx512", "avx512-vnni"})
  public String kernel;

  /** What is measured. */
  @Param public Operation operation;

  private CryptoContext context;
  private CiphertextTensor input;
  private CiphertextTensor output;
  private TensorProgram program;

  /** Compiles the program and makes its tensors. */
  @Setup
  public void prepare() {
    context = Ring.context();
    TensorShape shape = new TensorShape(operation.rows(), operation.components(), Ring.LIMBS);
    input = CiphertextTensor.allocate(context, shape);
    try (TensorProgramBuilder builder =
        new TensorProgramBuilder(context, Kernel.of(kernel), shape)) {
      operation.append(builder);
      program = builder.finish();
    }
    output = CiphertextTensor.allocate(context, program.outputShape());
  }

  /** Evaluates the program once. */
  @Benchmark
  public void evaluate(Work work) {
    try (TensorRun run = program.start(input, output)) {
      for (int phase = 0; phase < program.phases(); phase++) {
        for (int task = 0; task < program.tasks(phase); task++) {
          run.task(phase, task);
        }
      }
    }
    work.gigaMultiplyAdds += 1e-9 * operation.multiplyAdds() * Ring.LIMBS * Ring.DIMENSION;
  }

  /** Frees all. */
  @TearDown
  public void release() {
    output.close();
    program.close();
    input.close();
    context.close();
  }
}
