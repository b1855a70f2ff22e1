package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.inference.EngineChoice;
import io.slotwise.inference.ModelPlanner;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanRequest;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that decide a plan, apart from model and batch. */
final class PlanningOptions {
  private static final long MEBIBYTE = 1L << 20;

  @Option(
      names = "--input-range",
      paramLabel = "LOW,HIGH",
      converter = InputRangeConverter.class,
      description = "What the network's inputs lie in (default: what the model declares).")
  private @Nullable InputRange inputRange;

  @Option(
      names = "--precision",
      paramLabel = "SHARE",
      description =
          "Largest score error, as a share of the range of the scores (default: ${DEFAULT-VALUE}).")
  private double precision = PlanRequest.Options.DEFAULTS.relativeError();

  @Option(
      names = "--memory-limit",
      paramLabel = "MIB",
      description = "Refuse plans that take more memory on the server (default: no limit).")
  private @Nullable Long memoryLimit;

  /** The range that holds, if the options or the model declare one. */
  @Nullable InputRange declaredRange(Network network) {
    return inputRange != null ? inputRange : network.preprocessing().range();
  }

  /**
   * Plans.
   *
   * @throws MisuseException if an option is out of range
   * @throws io.slotwise.inference.plan.PlanRefusedException if no plan meets the options
   */
  Plan plan(Network network, int batch, InputRange range, EngineChoice engine) {
    return ModelPlanner.plan(network, batch, range, options(), engine);
  }

  private PlanRequest.Options options() {
    if (!(precision > 0 && precision < 1)) {
      throw new MisuseException(
          "--precision %s: give a share of the score range between 0 and 1".formatted(precision));
    }
    PlanRequest.Options options = PlanRequest.Options.DEFAULTS.withRelativeError(precision);
    if (memoryLimit == null) {
      return options;
    }
    if (memoryLimit < 1) {
      throw new MisuseException("--memory-limit %d: give at least 1 MiB".formatted(memoryLimit));
    }
    return options.withMemoryBudget(memoryLimit * MEBIBYTE);
  }
}
