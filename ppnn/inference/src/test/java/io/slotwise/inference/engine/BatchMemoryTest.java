package io.slotwise.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.slotwise.inference.EngineChoice;
import io.slotwise.inference.ModelPlanner;
import io.slotwise.inference.plan.BatchPlanner;
import io.slotwise.inference.plan.OpenFheModuli;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanRefusedException;
import io.slotwise.inference.plan.PlanReport;
import io.slotwise.inference.plan.PlanRequest;
import io.slotwise.inference.plan.RandomPrograms;
import io.slotwise.inference.program.Barrier;
import io.slotwise.inference.protocol.PlanContexts;
import io.slotwise.model.Network;
import io.slotwise.model.data.InputBatch;
import io.slotwise.model.onnx.OnnxReader;
import io.slotwise.model.program.Program;
import io.slotwise.model.testing.RandomModel;
import io.slotwise.model.testing.RandomModels;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.TensorProgram;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What plans say of the server's memory is what the native library allocates. */
class BatchMemoryTest {
  private static final int MODELS = 20;
  private static final int PERCENT = 20;

  @Test
  void plansPredictMemoryWithinTwentyPercent() throws IOException {
    int planned = 0;
    for (long seed = 300; planned < MODELS; seed++) {
      RandomModel model = RandomModels.generate(seed);
      Network network =
          OnnxReader.read(new ByteArrayInputStream(model.bytes()), model.description());
      InputBatch inputs = InputBatch.ofImages(model.inputShape(), model.images());
      try {
        requireMemory(
            ModelPlanner.plan(
                network,
                4096,
                inputs.preparedFor(network).range(),
                PlanRequest.Options.DEFAULTS,
                EngineChoice.BATCH),
            model.description());
        planned++;
      } catch (PlanRefusedException e) {
        // Degrees above 2 and deep networks belong to the reference engine.
        assertThat(seed).isLessThan(300 + 10 * MODELS);
      }
    }
  }

  @Test
  void whatIsHeldBetweenSeveralRescalesIsPlannedToo() {
    int rescaledTwice = 0;
    for (int seed = 1000; seed < 1030; seed++) {
      Program network = new RandomPrograms(new Random(seed)).nextQuadratic();
      try {
        Plan plan =
            new BatchPlanner(new OpenFheModuli())
                .plan(
                    new PlanRequest(
                        network,
                        List.of(network.inputRows()),
                        Map.of(),
                        100,
                        -1,
                        1,
                        PlanRequest.Options.DEFAULTS));
        requireMemory(plan, "seed " + seed);
        rescaledTwice += rescales(plan) > 1 ? 1 : 0;
      } catch (PlanRefusedException e) {
        // Some random networks let values grow beyond all moduli.
      }
    }
    assertThat(rescaledTwice).isGreaterThan(2);
  }

  private static long rescales(Plan plan) {
    return plan.server().program().operations().stream()
        .filter(operation -> operation instanceof Barrier barrier && barrier.rescales() > 0)
        .count();
  }

  private static void requireMemory(Plan plan, String model) {
    PlanReport report = plan.report();
    try (CryptoContext context = PlanContexts.create(plan.client().terms());
        CompiledProgram compiled =
            (CompiledProgram) new BatchEngine().prepare(plan.server().program(), context)) {
      TensorProgram program = compiled.program();
      long scores = plan.server().program().output().bytes(report.parameters().ringDimension());
      long allocated =
          program.storedBytes()
              + program.programBytes()
              + PlanReport.PLANNED_THREADS * program.workspaceBytes()
              + scores;
      assertThat(report.peakMemoryBytes() + report.weightBytes())
          .as(model)
          .isCloseTo(allocated, withinPercentage(PERCENT));
    }
  }
}
