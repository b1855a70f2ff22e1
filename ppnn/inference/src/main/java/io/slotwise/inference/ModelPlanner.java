package io.slotwise.inference;

import io.slotwise.inference.plan.OpenFheModuli;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanRequest;
import io.slotwise.inference.plan.Planner;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.lowering.Lowering;

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
   * Plans for a given input range.
   *
   * @param batch inputs, at least 1
   * @param range what all inputs lie in, after preprocessing
   * @throws io.slotwise.inference.plan.PlanRefusedException if 128-bit security, the precision
   *     target or the memory budget does not allow the network; the message has the numbers
   */
  public static Plan plan(
      Network network, int batch, InputRange range, PlanRequest.Options options) {
    PlanRequest request =
        new PlanRequest(
            Lowering.lower(network),
            network.inputShape().dimensions(),
            network.preprocessing().toMetadata(),
            batch,
            range.low(),
            range.high(),
            options);
    return new Planner(new OpenFheModuli()).plan(request);
  }
}
