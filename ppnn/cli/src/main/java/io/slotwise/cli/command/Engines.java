package io.slotwise.cli.command;

import io.slotwise.inference.engine.BatchEngine;
import io.slotwise.inference.engine.InferenceEngine;
import io.slotwise.inference.engine.ReferenceEngine;
import io.slotwise.inference.plan.ServerPlan;
import io.slotwise.openfhe.Kernel;

/** Makes the engine that a plan is for. */
final class Engines {
  private Engines() {}

  /** The engine; the kernel is the batch engine's. */
  static InferenceEngine of(ServerPlan plan, Kernel kernel) {
    return plan.terms().engine().equals(BatchEngine.NAME)
        ? new BatchEngine(kernel)
        : new ReferenceEngine();
  }
}
