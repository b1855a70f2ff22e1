package io.slotwise.cli.command;

import io.slotwise.cli.console.ProgressBars;
import io.slotwise.cli.report.TrainingReport;
import io.slotwise.training.EpochLog;
import io.slotwise.training.Trainer;
import io.slotwise.training.TrainingListener;
import io.slotwise.training.TrainingProgress;
import io.slotwise.training.TrainingRequest;
import io.slotwise.training.TrainingResult;
import io.slotwise.training.WarmStart;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Trains. Apart from {@link TrainCommand}, so that no class of the training is loaded with the
 * other commands.
 */
record TrainingRun(Path data, String dataset, String network, String activation, Path output) {
  TrainingReport run(
      TrainingOptions options,
      @Nullable Long seed,
      @Nullable Path warmStart,
      @Nullable Path checkpoint,
      @Nullable Path log,
      double scoreNoise,
      BooleanSupplier cancelled) {
    TrainingRequest request =
        request(options, seed, warmStart).checkpoint(checkpoint).scoreNoise(scoreNoise).build();
    try (ProgressBars bars = new ProgressBars()) {
      TrainingListener shown = progress -> show("", progress, bars);
      TrainingListener listener = log == null ? shown : new EpochLog(log, shown);
      return report(request, Trainer.train(request, listener, cancelled));
    }
  }

  private TrainingRequest.Builder request(
      TrainingOptions options, @Nullable Long seed, @Nullable Path warmStart) {
    TrainingRequest.Builder builder =
        TrainingRequest.builder()
            .data(data)
            .dataset(dataset)
            .network(network)
            .activation(activation)
            .recipe(TrainingChoices.recipe(dataset, options))
            .distillation(TrainingChoices.distillation(options))
            .output(output);
    if (options.epochs != null) {
      builder.epochs(options.epochs);
    }
    if (options.degree != null) {
      builder.degree(options.degree);
    }
    if (seed != null) {
      builder.seed(seed);
    }
    if (warmStart != null) {
      builder.warmStart(
          new WarmStart(warmStart, Objects.requireNonNullElse(options.replacementEpochs, 0)));
    }
    return builder;
  }

  static void show(String phase, TrainingProgress progress, ProgressBars bars) {
    if (progress.step() == 1) {
      bars.phaseStarted(
          "%sepoch %d of %d".formatted(phase, progress.epoch(), progress.epochs()),
          progress.steps());
    }
    bars.advanced(1);
    bars.say(
        String.format(
            Locale.ROOT,
            "loss %.3f accuracy %.2f %%, %.0f a second, %d:%02d:%02d left",
            progress.loss(),
            100 * progress.accuracy(),
            progress.imagesPerSecond(),
            progress.remaining().toHours(),
            progress.remaining().toMinutesPart(),
            progress.remaining().toSecondsPart()));
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
        result.precision().stream()
            .map(
                p ->
                    new TrainingReport.Precision(
                        p.weightBits(),
                        p.scoreNoise(),
                        p.accuracy(),
                        p.labelDisagreements(),
                        p.maxScoreError(),
                        p.scoreRange()))
            .toList(),
        result.seconds());
  }
}
