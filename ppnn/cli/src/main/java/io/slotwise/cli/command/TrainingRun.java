package io.slotwise.cli.command;

import io.slotwise.cli.console.ProgressBars;
import io.slotwise.cli.report.TrainingReport;
import io.slotwise.training.Trainer;
import io.slotwise.training.TrainingProgress;
import io.slotwise.training.TrainingRequest;
import io.slotwise.training.TrainingResult;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Trains. Apart from {@link TrainCommand}, so that no class of the training is loaded with the
 * other commands.
 */
record TrainingRun(Path data, String dataset, String network, String activation, Path output) {
  TrainingReport run(@Nullable Integer epochs, @Nullable Long seed, BooleanSupplier cancelled) {
    TrainingRequest request = request(epochs, seed);
    try (ProgressBars bars = new ProgressBars()) {
      TrainingResult result = Trainer.train(request, progress -> show(progress, bars), cancelled);
      return report(request, result);
    }
  }

  private TrainingRequest request(@Nullable Integer epochs, @Nullable Long seed) {
    TrainingRequest.Builder builder =
        TrainingRequest.builder()
            .data(data)
            .dataset(dataset)
            .network(network)
            .activation(activation)
            .output(output);
    if (epochs != null) {
      builder.epochs(epochs);
    }
    if (seed != null) {
      builder.seed(seed);
    }
    return builder.build();
  }

  private static void show(TrainingProgress progress, ProgressBars bars) {
    if (progress.step() == 1) {
      bars.phaseStarted(
          "epoch %d of %d".formatted(progress.epoch(), progress.epochs()), progress.steps());
    }
    bars.advanced(1);
    bars.say(
        String.format(
            Locale.ROOT, "loss %.3f accuracy %.2f %%", progress.loss(), 100 * progress.accuracy()));
  }

  private TrainingReport report(TrainingRequest request, TrainingResult result) {
    return new TrainingReport(
        result.model().toString(),
        dataset,
        network,
        activation,
        result.epochs(),
        request.seed(),
        result.validationAccuracy(),
        result.testAccuracy(),
        result.testImages(),
        result.preActivations().stream().map(r -> new double[] {r.low(), r.high()}).toList(),
        result.seconds());
  }
}
