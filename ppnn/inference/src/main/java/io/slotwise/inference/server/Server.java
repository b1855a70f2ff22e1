package io.slotwise.inference.server;

import io.slotwise.inference.engine.BatchEngine;
import io.slotwise.inference.engine.InferenceEngine;
import io.slotwise.inference.engine.PreparedProgram;
import io.slotwise.inference.engine.ReferenceEngine;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.execution.WorkerPool;
import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.packing.EncryptedTensor;
import io.slotwise.inference.packing.EncryptedTensorReader;
import io.slotwise.inference.packing.EncryptedTensorWriter;
import io.slotwise.inference.packing.ExpectedTensor;
import io.slotwise.inference.packing.TensorDescription;
import io.slotwise.inference.plan.PlanTerms;
import io.slotwise.inference.plan.ServerPlan;
import io.slotwise.inference.program.EncryptedValue;
import io.slotwise.inference.protocol.PlanContexts;
import io.slotwise.inference.protocol.PublicMaterial;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.Kernel;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Evaluates a network on encrypted batches. It holds the model and public material, never a secret
 * key, and follows its plan as it is.
 *
 * <p>Several threads may evaluate at once; closing needs that none does.
 */
public final class Server implements InferenceServer {
  private final ServerPlan plan;
  private final CryptoContext context;
  private final String engine;
  private final PreparedProgram program;

  private Server(ServerPlan plan, CryptoContext context, String engine, PreparedProgram program) {
    this.plan = plan;
    this.context = context;
    this.engine = engine;
    this.program = program;
  }

  /**
   * Makes a server with the engine that the plan is for, on the best kernel that the CPU has; the
   * caller closes it.
   *
   * @param plan what to evaluate
   * @param material the client's
   * @throws IllegalArgumentException if the material is for another plan, or the plan asks for an
   *     engine that is not there
   * @throws InsufficientMemoryException if the machine has less memory than the plan needs
   * @throws io.slotwise.openfhe.OpenFheException if the keys are damaged
   */
  public static Server open(ServerPlan plan, PublicMaterial material) {
    return open(plan, material, Kernel.best());
  }

  /**
   * Makes a server as {@link #open(ServerPlan, PublicMaterial)} does.
   *
   * @param kernel the batch engine's instruction set
   * @throws IllegalArgumentException also if the CPU does not run the kernel
   */
  public static Server open(ServerPlan plan, PublicMaterial material, Kernel kernel) {
    return open(plan, material, engine(plan.terms().engine(), kernel));
  }

  /**
   * Makes a server with another engine, or with options of its own; the caller closes it.
   *
   * @param engine evaluates; the scores do not depend on which engine does
   * @throws IllegalArgumentException if the material is for another plan, or the plan has an
   *     operation that the engine lacks
   * @throws InsufficientMemoryException if the machine has less memory than the plan needs
   * @throws io.slotwise.openfhe.OpenFheException if the keys are damaged
   */
  public static Server open(ServerPlan plan, PublicMaterial material, InferenceEngine engine) {
    plan.fingerprint().requireSame(material.plan(), "public material", "server");
    MachineMemory.requireFor(plan.report(), MachineMemory.bytes());
    CryptoContext context = PlanContexts.create(plan.terms());
    boolean complete = false;
    try {
      if (plan.terms().relinearises()) {
        context.deserializeRelinearizationKeys(material.relinearisationKeys());
      }
      PreparedProgram program = engine.prepare(plan.program(), context);
      Server server = new Server(plan, context, engine.name(), program);
      complete = true;
      return server;
    } finally {
      if (!complete) {
        context.close();
      }
    }
  }

  private static InferenceEngine engine(String name, Kernel kernel) {
    return switch (name) {
      case BatchEngine.NAME -> new BatchEngine(kernel);
      case ReferenceEngine.NAME -> new ReferenceEngine();
      default ->
          throw new IllegalArgumentException(
              "the plan is for the engine '%s'; this Slotwise has '%s' and '%s'"
                  .formatted(name, BatchEngine.NAME, ReferenceEngine.NAME));
    };
  }

  @Override
  public Fingerprint fingerprint() {
    return plan.fingerprint();
  }

  @Override
  public String engine() {
    return engine;
  }

  /**
   * Evaluates a batch in memory.
   *
   * @param batch inputs that the client encrypted for this plan; left open
   * @return the scores; the caller closes them, before this server
   * @throws IllegalArgumentException if the batch is for another plan
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public EncryptedTensor evaluate(EncryptedTensor batch, RunOptions options) {
    plan.fingerprint().requireSame(batch.description().plan(), "batch", "server");
    expected(plan.program().input()).require(batch.description());
    EncryptedTensor scores = EncryptedTensor.allocate(context, scoresOf(batch));
    boolean complete = false;
    try (WorkerPool pool = new WorkerPool(options)) {
      evaluate(batch, scores, pool);
      complete = true;
      return scores;
    } finally {
      if (!complete) {
        scores.close();
      }
    }
  }

  /** {@inheritDoc} Both files are mapped, not read into memory. */
  @Override
  public void evaluate(Path batch, Path scores, RunOptions options) {
    try (WorkerPool pool = new WorkerPool(options);
        EncryptedTensor inputs =
            EncryptedTensorReader.read(
                batch, FileKind.BATCH, expected(plan.program().input()), context, pool);
        EncryptedTensorWriter writer =
            new EncryptedTensorWriter(scores, FileKind.SCORES, context, scoresOf(inputs))) {
      evaluate(inputs, writer.tensor(), pool);
      writer.commit();
    }
  }

  private void evaluate(EncryptedTensor batch, EncryptedTensor scores, WorkerPool pool) {
    int groups = batch.packing().groups();
    pool.phaseStarted("evaluate", groups * program.steps());
    String keyTag = batch.description().keyTag();
    for (int group = 0; group < groups; group++) {
      program.evaluate(batch.groups().get(group), scores.groups().get(group), keyTag, pool);
    }
  }

  private TensorDescription scoresOf(EncryptedTensor batch) {
    return expected(plan.program().output())
        .describe(batch.packing().images(), batch.description().keyTag());
  }

  private ExpectedTensor expected(EncryptedValue value) {
    PlanTerms terms = plan.terms();
    return new ExpectedTensor(
        plan.fingerprint(),
        terms.parameters().slots(),
        value.tensorShape(),
        Arrays.stream(value.scales()).boxed().toList());
  }

  @Override
  public void close() {
    program.close();
    context.close();
  }
}
