package io.slotwise.cli.command;

import io.slotwise.cli.compare.ActivationComparisonPage;
import io.slotwise.cli.compare.ActivationComparisonReport;
import io.slotwise.cli.console.ProgressBars;
import io.slotwise.cli.report.Report;
import io.slotwise.cli.report.ReportWriter;
import io.slotwise.model.data.WholeFile;
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
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    makeFolder();
    List<ComparisonResult> results;
    try (ProgressBars bars = new ProgressBars()) {
      results = ActivationComparison.run(request, new Bars(bars), cancelled);
    }
    ActivationComparisonReport report = ActivationComparisonReport.of(request, results);
    write("report.json", out -> ReportWriter.printJson(report, out));
    String page = ActivationComparisonPage.of(report, results);
    write("report.html", out -> out.print(page));
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

  private void makeFolder() {
    try {
      Files.createDirectories(output);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the folder " + output + ": " + e, e);
    }
  }

  private void write(String name, java.util.function.Consumer<PrintWriter> content) {
    WholeFile.write(
        output.resolve(name),
        stream -> {
          PrintWriter out = new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
          content.accept(out);
          out.flush();
        });
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
