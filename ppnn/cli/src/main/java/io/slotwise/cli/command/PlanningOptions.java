package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.inference.EngineChoice;
import io.slotwise.inference.ModelPlanner;
import io.slotwise.inference.channelwise.layout.ChannelPacking;
import io.slotwise.inference.channelwise.plan.ChannelWiseOptions;
import io.slotwise.inference.channelwise.plan.ChannelWisePlan;
import io.slotwise.inference.channelwise.plan.ChannelWisePlanner;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanRequest;
import io.slotwise.inference.plan.RecordedRanges;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.data.InputBatch;
import io.slotwise.model.data.InputFiles;
import io.slotwise.model.lowering.Lowering;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that decide a plan, apart from model and batch. */
final class PlanningOptions {
  private static final long MEBIBYTE = 1L << 20;

  /** More samples make plans take longer, and little better. */
  private static final int MOST_SAMPLES = 256;

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

  @Option(
      names = "--samples",
      paramLabel = "S",
      description =
          "Representative inputs, read as --input is, to predict errors and the range of the scores"
              + " from (default: inputs drawn from the range).")
  private @Nullable Path samples;

  @Option(
      names = "--recorded-ranges",
      paramLabel = "MARGIN",
      description =
          "Instead of a proof that nothing overflows, take what the samples' values were, widened"
              + " by this share, such as 0.5. Not proven.")
  private @Nullable Double recordedMargin;

  /** The range that holds, if the options or the model declare one. */
  @Nullable InputRange declaredRange(Network network) {
    return inputRange != null ? inputRange : network.preprocessing().range();
  }

  /**
   * Plans for element-wise packing.
   *
   * @throws MisuseException if an option is out of range
   * @throws io.slotwise.inference.plan.PlanRefusedException if no plan meets the options
   */
  Plan plan(Network network, int batch, InputRange range, EngineChoice engine, RunOptions run) {
    return ModelPlanner.plan(network, batch, range, options(network), engine, run);
  }

  /**
   * Plans for channel-wise packing.
   *
   * @throws MisuseException if an option is out of range, or says nothing about such plans
   * @throws io.slotwise.inference.plan.PlanRefusedException if no plan meets the options
   */
  ChannelWisePlan plan(Network network, InputRange range, ChannelPacking channels, RunOptions run) {
    return ChannelWisePlanner.plan(
        network, range, ChannelWiseOptions.of(channels).withRelativeError(precision()), run);
  }

  /**
   * Checks that the options mean something with a packing.
   *
   * @throws MisuseException if one does not
   */
  void requireFor(Packing packing) {
    if (packing == Packing.CHANNEL_WISE) {
      packing.refuse("--memory-limit", memoryLimit);
      packing.refuse("--samples", samples);
      packing.refuse("--recorded-ranges", recordedMargin);
    }
  }

  /** The largest score error, as a share of the score range. */
  double precision() {
    if (!(precision > 0 && precision < 1)) {
      throw new MisuseException(
          "--precision %s: give a share of the score range between 0 and 1".formatted(precision));
    }
    return precision;
  }

  private PlanRequest.Options options(Network network) {
    PlanRequest.Options options = PlanRequest.Options.DEFAULTS.withRelativeError(precision());
    if (memoryLimit != null) {
      if (memoryLimit < 1) {
        throw new MisuseException("--memory-limit %d: give at least 1 MiB".formatted(memoryLimit));
      }
      options = options.withMemoryBudget(memoryLimit * MEBIBYTE);
    }
    return withSamples(options, network);
  }

  private PlanRequest.Options withSamples(PlanRequest.Options options, Network network) {
    if (samples == null) {
      if (recordedMargin != null) {
        throw new MisuseException("--recorded-ranges needs --samples to record them from");
      }
      return options;
    }
    FileArguments.readable("--samples", samples);
    double[][] images = first(InputFiles.read(samples).preparedFor(network));
    if (recordedMargin == null) {
      return options.withSamples(images);
    }
    if (!(recordedMargin >= 0) || recordedMargin.isInfinite()) {
      throw new MisuseException(
          "--recorded-ranges %s: give a number of at least 0".formatted(recordedMargin));
    }
    RecordedRanges ranges = RecordedRanges.of(Lowering.lower(network), images, recordedMargin);
    return options.withSamples(images).withRecordedRanges(ranges);
  }

  private static double[][] first(InputBatch inputs) {
    double[][] images = new double[Math.min(MOST_SAMPLES, inputs.count())][];
    Arrays.setAll(images, inputs::image);
    return images;
  }
}
