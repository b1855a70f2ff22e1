package io.slotwise.inference.engine;

import io.slotwise.inference.program.Barrier;
import io.slotwise.inference.program.EncryptedOperation;
import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.inference.program.IntegerBlock;
import io.slotwise.inference.program.IntegerDenseBlock;
import io.slotwise.inference.program.IntegerDiagonalBlock;
import io.slotwise.inference.program.IntegerLinear;
import io.slotwise.inference.program.Product;
import io.slotwise.inference.program.Quadratic;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.Kernel;
import io.slotwise.openfhe.TensorProgramBuilder;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Evaluates a program in native code, directly on residues: a ciphertext in evaluation form is many
 * independent points, and a network runs on each of them as it would on an image. Has no
 * relinearization.
 */
public final class BatchEngine implements InferenceEngine {
  /** How users call it. */
  public static final String NAME = "batch";

  private final Kernel kernel;

  /** An engine with the fastest kernel that this machine's CPU runs. */
  public BatchEngine() {
    this(Kernel.best());
  }

  /**
   * An engine with a given kernel.
   *
   * @throws IllegalArgumentException if this machine's CPU does not run it
   */
  public BatchEngine(Kernel kernel) {
    if (!kernel.isSupported()) {
      throw new IllegalArgumentException(
          "this CPU does not run the kernel '%s'; it runs %s"
              .formatted(kernel, Kernel.supported()));
    }
    this.kernel = kernel;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** The kernel that programs are compiled for. */
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public PreparedProgram prepare(EncryptedProgram program, CryptoContext context) {
    try (TensorProgramBuilder builder =
        new TensorProgramBuilder(context, kernel, program.input().tensorShape())) {
      new Compilation(builder).compile(program.operations());
      return new CompiledProgram(builder.finish());
    }
  }

  /**
   * Hands operations to the native library; each weight matrix once, however many blocks share it.
   */
  private static final class Compilation {
    private final TensorProgramBuilder builder;
    private final IdentityHashMap<long[][], Integer> matrices = new IdentityHashMap<>();

    Compilation(TensorProgramBuilder builder) {
      this.builder = builder;
    }

    void compile(List<EncryptedOperation> operations) {
      for (EncryptedOperation operation : operations) {
        switch (operation) {
          case IntegerLinear linear -> linear(linear);
          case Quadratic quadratic ->
              builder.quadratic(
                  quadratic.input(), quadratic.square(), quadratic.linear(), quadratic.constant());
          case Product product -> builder.product(product.left(), product.right());
          case Barrier barrier -> barrier(barrier);
        }
      }
    }

    private void linear(IntegerLinear linear) {
      builder.linear(linear.inputs().stream().mapToInt(Integer::intValue).toArray(), linear.bias());
      for (IntegerBlock block : linear.blocks()) {
        switch (block) {
          case IntegerDenseBlock dense ->
              builder.denseBlock(
                  dense.input(),
                  dense.gather(),
                  dense.outputRows(),
                  matrices.computeIfAbsent(dense.weights(), builder::matrix));
          case IntegerDiagonalBlock diagonal ->
              builder.diagonalBlock(
                  diagonal.input(),
                  diagonal.inputRows(),
                  diagonal.outputRows(),
                  diagonal.weights());
        }
      }
    }

    private void barrier(Barrier barrier) {
      if (barrier.relinearise()) {
        throw new IllegalArgumentException(
            "layer '%s' is relinearized, which the engine '%s' does not do: use '%s'"
                .formatted(barrier.name(), NAME, ReferenceEngine.NAME));
      }
      builder.barrier(barrier.input(), barrier.drops(), barrier.rescales());
    }
  }
}
