package io.slotwise.inference;

import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.plan.BatchPlanner;
import io.slotwise.inference.plan.DrawnValues;
import io.slotwise.inference.plan.OpenFheModuli;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanRefusedException;
import io.slotwise.inference.plan.PlanRequest;
import io.slotwise.inference.plan.Planner;
import io.slotwise.inference.plan.SampleSpread;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.TrainingRanges;
import io.slotwise.model.lowering.Lowering;
import io.slotwise.model.program.Program;
import java.util.Optional;

/** Plans networks: lowers them for element-wise packing and chooses parameters with OpenFHE. */
public final class ModelPlanner {
  private ModelPlanner() {}

  /**
   * Plans for the input range that the network declares.
   *
   * @param batch inputs, at least 1
   * @throws IllegalArgumentException if the network declares no input range
   * @throws io.slotwise.inference.plan.PlanRefusedException if 128-bit security does not allow the
   *     network; the message has the numbers
   */
  public static Plan plan(Network network, int batch) {
    InputRange range = network.preprocessing().range();
    if (range == null) {
      throw new IllegalArgumentException(
          "the model declares no input range (metadata %s): give one"
              .formatted(io.slotwise.model.Preprocessing.RANGE_KEY));
    }
    return plan(network, batch, range, PlanRequest.Options.DEFAULTS);
  }

  /**
   * Plans for a given input range, for the batch engine or, if the network is beyond it, for the
   * reference engine.
   *
   * @param batch inputs, at least 1
   * @param range what all inputs lie in, after preprocessing
   * @throws io.slotwise.inference.plan.PlanRefusedException if 128-bit security, the precision
   *     target or the memory budget does not allow the network; the message has the numbers
   */
  public static Plan plan(
      Network network, int batch, InputRange range, PlanRequest.Options options) {
    return plan(network, batch, range, options, EngineChoice.AUTOMATIC);
  }

  /**
   * Plans for a given input range and engine.
   *
   * @param batch inputs, at least 1
   * @param range what all inputs lie in, after preprocessing
   * @return the plan; where {@link EngineChoice#AUTOMATIC} falls back, its report's {@code notices}
   *     say why
   * @throws PlanRefusedException if 128-bit security, the precision target or the memory budget
   *     does not allow the network; the message has the numbers
   */
  public static Plan plan(
      Network network,
      int batch,
      InputRange range,
      PlanRequest.Options options,
      EngineChoice engine) {
    return plan(network, batch, range, options, engine, RunOptions.defaults());
  }

  /**
   * Plans for a given input range and engine; large networks take a minute.
   *
   * @param batch inputs, at least 1
   * @param range what all inputs lie in, after preprocessing
   * @param run hears of planning, and may cancel it
   * @return the plan; where {@link EngineChoice#AUTOMATIC} falls back, its report's {@code notices}
   *     say why
   * @throws java.util.concurrent.CancellationException if cancelled
   * @throws PlanRefusedException if 128-bit security, the precision target or the memory budget
   *     does not allow the network; the message has the numbers
   */
  public static Plan plan(
      Network network,
      int batch,
      InputRange range,
      PlanRequest.Options options,
      EngineChoice engine,
      RunOptions run) {
    PlanRequest request = request(network, batch, range, options);
    OpenFheModuli moduli = new OpenFheModuli();
    return switch (engine) {
      case BATCH -> new BatchPlanner(moduli).plan(request, run);
      case REFERENCE -> new Planner(moduli).plan(request, run);
      case AUTOMATIC -> {
        try {
          yield new BatchPlanner(moduli).plan(request, run);
        } catch (PlanRefusedException e) {
          String notice =
              "The reference engine is used, the batch engine does not take this network: ";
          yield new Planner(moduli).plan(request.withNotice(notice + e.getMessage() + "."), run);
        }
      }
    };
  }

  private static PlanRequest request(
      Network network, int batch, InputRange range, PlanRequest.Options options) {
    Program program = Lowering.lower(network);
    PlanRequest request =
        new PlanRequest(
            program,
            network.inputShape().dimensions(),
            network.preprocessing().toMetadata(),
            batch,
            range.low(),
            range.high(),
            options);
    double[][] samples = options.samples();
    Optional<String> notice =
        samples != null
            ? SampleSpread.notice(samples, range)
            : DrawnValues.notice(program, range, TrainingRanges.of(network.metadata()));
    return notice.map(request::withNotice).orElse(request);
  }
}
