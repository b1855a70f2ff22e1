package io.slotwise.inference.server;

import io.slotwise.inference.engine.InferenceEngine;
import io.slotwise.inference.engine.ReferenceEngine;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.execution.WorkerPool;
import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.packing.CiphertextRows;
import io.slotwise.inference.packing.EncryptedTensor;
import io.slotwise.inference.packing.EncryptedTensorReader;
import io.slotwise.inference.packing.EncryptedTensorWriter;
import io.slotwise.inference.plan.PlanTerms;
import io.slotwise.inference.plan.ServerPlan;
import io.slotwise.inference.protocol.PlanContexts;
import io.slotwise.inference.protocol.PublicMaterial;
import io.slotwise.openfhe.CryptoContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Evaluates a network on encrypted batches. It holds the model and public material, never a secret
 * key, and follows its plan as it is.
 *
 * <p>Several threads may evaluate at once; closing needs that none does.
 */
public final class Server implements AutoCloseable {
  private final ServerPlan plan;
  private final InferenceEngine engine;
  private final CryptoContext context;

  private Server(ServerPlan plan, InferenceEngine engine, CryptoContext context) {
    this.plan = plan;
    this.engine = engine;
    this.context = context;
  }

  /**
   * Makes a server; the caller closes it.
   *
   * @param plan what to evaluate
   * @param material the client's
   * @throws IllegalArgumentException if the material is for another plan, or the plan asks for an
   *     engine that is not there
   * @throws io.slotwise.openfhe.OpenFheException if the keys are damaged
   */
  public static Server open(ServerPlan plan, PublicMaterial material) {
    requireSamePlan(plan.fingerprint(), material.plan(), "public material");
    InferenceEngine engine = engine(plan.terms().engine());
    CryptoContext context = PlanContexts.create(plan.terms());
    boolean complete = false;
    try {
      if (plan.terms().relinearises()) {
        context.deserializeRelinearizationKeys(material.relinearisationKeys());
      }
      complete = true;
      return new Server(plan, engine, context);
    } finally {
      if (!complete) {
        context.close();
      }
    }
  }

  private static InferenceEngine engine(String name) {
    if (name.equals(PlanTerms.REFERENCE)) {
      return new ReferenceEngine();
    }
    throw new IllegalArgumentException(
        "the plan is for the engine '%s'; this Slotwise has '%s'"
            .formatted(name, PlanTerms.REFERENCE));
  }

  /**
   * Evaluates a batch in memory.
   *
   * @param batch inputs that the client encrypted for this plan; left open
   * @return the scores; the caller closes them
   * @throws IllegalArgumentException if the batch is for another plan
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public EncryptedTensor evaluate(EncryptedTensor batch, RunOptions options) {
    requireSamePlan(plan.fingerprint(), batch.plan(), "batch");
    List<CiphertextRows> scores = new ArrayList<>();
    boolean complete = false;
    try (WorkerPool pool = started(batch.packing().groups(), options)) {
      for (CiphertextRows group : batch.groups()) {
        scores.add(engine.evaluate(plan.program(), context, group, pool));
      }
      complete = true;
      return new EncryptedTensor(batch.plan(), batch.packing(), scores);
    } finally {
      if (!complete) {
        scores.forEach(CiphertextRows::close);
      }
    }
  }

  /**
   * Evaluates a batch from file to file, one group in memory at a time.
   *
   * @param batch what the client wrote
   * @param scores where the result goes; nothing is left there after a failure
   * @throws io.slotwise.inference.file.SlotwiseFileException if the batch is damaged or for another
   *     plan, or the scores cannot be written
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public void evaluate(Path batch, Path scores, RunOptions options) {
    PlanTerms terms = plan.terms();
    int slots = terms.parameters().slots();
    int outputs = plan.program().output().rows();
    try (EncryptedTensorReader reader =
            new EncryptedTensorReader(
                batch, FileKind.BATCH, plan.fingerprint(), slots, terms.inputRows());
        EncryptedTensorWriter writer =
            new EncryptedTensorWriter(
                scores, FileKind.SCORES, plan.fingerprint(), reader.packing(), outputs);
        WorkerPool pool = started(reader.packing().groups(), options)) {
      for (int group = 0; group < reader.packing().groups(); group++) {
        try (CiphertextRows input = reader.readGroup(context);
            CiphertextRows result = engine.evaluate(plan.program(), context, input, pool)) {
          writer.write(result);
        }
      }
      writer.commit();
    }
  }

  private WorkerPool started(int groups, RunOptions options) {
    WorkerPool pool = new WorkerPool(options);
    pool.phaseStarted("evaluate", groups * engine.steps(plan.program()));
    return pool;
  }

  private static void requireSamePlan(Fingerprint expected, Fingerprint actual, String what) {
    if (!expected.equals(actual)) {
      throw new IllegalArgumentException(
          "the %s was made for plan %s, the server has plan %s".formatted(what, actual, expected));
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
