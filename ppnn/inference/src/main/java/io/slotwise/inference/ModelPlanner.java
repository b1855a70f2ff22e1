package io.slotwise.inference;

import io.slotwise.inference.plan.BatchPlanner;
import io.slotwise.inference.plan.OpenFheModuli;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanRefusedException;
import io.slotwise.inference.plan.PlanRequest;
import io.slotwise.inference.plan.Planner;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.lowering.Lowering;
import java.util.List;

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
    return plan(network, batch, range, options, EngineChoice.AUTOMATIC).plan();
  }

  /**
   * A plan and what the user should know of it.
   *
   * @param notices sentences, such as why another engine was taken
   */
  public record Planned(Plan plan, List<String> notices) {
    /** Copies the list. */
    public Planned {
      notices = List.copyOf(notices);
    }
  }

  /**
   * Plans for a given input range and engine; otherwise as {@link #plan(Network, int, InputRange,
   * PlanRequest.Options)}.
   */
  public static Planned plan(
      Network network,
      int batch,
      InputRange range,
      PlanRequest.Options options,
      EngineChoice engine) {
    PlanRequest request =
        new PlanRequest(
            Lowering.lower(network),
            network.inputShape().dimensions(),
            network.preprocessing().toMetadata(),
            batch,
            range.low(),
            range.high(),
            options);
    return switch (engine) {
      case BATCH -> new Planned(forBatchEngine(request), List.of());
      case REFERENCE -> new Planned(forReferenceEngine(request), List.of());
      case AUTOMATIC -> automatically(request);
    };
  }

  private static Planned automatically(PlanRequest request) {
    try {
      return new Planned(forBatchEngine(request), List.of());
    } catch (PlanRefusedException beyond) {
      try {
        String reason = "The batch engine cannot do this: " + beyond.getMessage() + ".";
        return new Planned(
            forReferenceEngine(request),
            List.of(reason + " The reference engine evaluates it, many times slower."));
      } catch (PlanRefusedException refused) {
        refused.addSuppressed(beyond);
        throw refused;
      }
    }
  }

  private static Plan forBatchEngine(PlanRequest request) {
    return new BatchPlanner(new OpenFheModuli()).plan(request);
  }

  private static Plan forReferenceEngine(PlanRequest request) {
    return new Planner(new OpenFheModuli()).plan(request);
  }
}
