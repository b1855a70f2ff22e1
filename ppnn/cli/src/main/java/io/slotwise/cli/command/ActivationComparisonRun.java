package io.slotwise.cli.command;

import io.slotwise.cli.compare.ActivationComparisonPage;
import io.slotwise.cli.compare.ActivationComparisonReport;
import io.slotwise.cli.compare.ReportFolder;
import io.slotwise.cli.console.ProgressBars;
import io.slotwise.cli.report.Report;
import io.slotwise.training.TrainingProgress;
import io.slotwise.training.TrainingRequest;
import io.slotwise.training.comparison.ActivationComparison;
import io.slotwise.training.comparison.ComparisonCase;
import io.slotwise.training.comparison.ComparisonListener;
import io.slotwise.training.comparison.ComparisonRequest;
import io.slotwise.training.comparison.ComparisonResult;
import io.slotwise.training.data.Dataset;
import io.slotwise.training.network.Activation;
import io.slotwise.training.network.NetworkDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;

/**
 * Compares activations. Apart from {@link CompareActivationsCommand}, so that no class of the
 * training is loaded with the other commands.
 */
record ActivationComparisonRun(
    Path data,
    String dataset,
    String network,
    List<String> activations,
    int seeds,
    int reluEpochs,
    TrainingOptions options,
    Path output) {
  Report run(BooleanSupplier cancelled) {
    ComparisonRequest request = request();
    ReportFolder folder = ReportFolder.at(output);
    List<ComparisonResult> results;
    try (ProgressBars bars = new ProgressBars()) {
      results = ActivationComparison.run(request, new Bars(bars), cancelled);
    }
    ActivationComparisonReport report = ActivationComparisonReport.of(request, results);
    folder.write(report, ActivationComparisonPage.of(report, results));
    return report;
  }

  private ComparisonRequest request() {
    return new ComparisonRequest(
        data,
        Dataset.named(dataset),
        NetworkDefinition.named(network),
        activations.stream().map(Activation::named).toList(),
        Objects.requireNonNullElse(options.degree, TrainingRequest.DEFAULT_DEGREE),
        Objects.requireNonNullElse(options.epochs, TrainingRequest.DEFAULT_EPOCHS),
        reluEpochs,
        Objects.requireNonNullElse(options.replacementEpochs, 0),
        LongStream.rangeClosed(1, seeds).boxed().toList(),
        TrainingChoices.recipe(dataset, options),
        TrainingChoices.distillation(options),
        output);
  }

  /** Shows which training runs, and how far it is. */
  private static final class Bars implements ComparisonListener {
    private final ProgressBars bars;
    private String phase = "";

    Bars(ProgressBars bars) {
      this.bars = bars;
    }

    @Override
    public void started(ComparisonCase started, int number, int count) {
      phase = "%d of %d, %s".formatted(number, count, started.name());
    }

    @Override
    public void progressed(TrainingProgress progress) {
      TrainingRun.show(phase + ", ", progress, bars);
    }
  }
}
