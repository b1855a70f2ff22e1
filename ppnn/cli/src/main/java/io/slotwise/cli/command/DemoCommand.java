package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.cli.compare.ScoreComparison;
import io.slotwise.cli.console.ProgressBars;
import io.slotwise.cli.demo.DemoBundle;
import io.slotwise.cli.report.Report;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.data.InputBatch;
import io.slotwise.openfhe.Kernel;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slotwise demo}. */
@Command(
    name = "demo",
    description = "Classify real handwritten digits under encryption, start to finish.")
public final class DemoCommand extends ReportingCommand {
  @Mixin private EvaluationOptions evaluation;
  @Mixin private KernelOption kernel;

  @Option(
      names = "--batch",
      defaultValue = "" + DemoBundle.DIGITS,
      paramLabel = "N",
      description = "How many digits (default: ${DEFAULT-VALUE}, which is all there are).")
  private int batch;

  @Mixin private ThreadsOption threads;

  @Override
  Report execute() {
    Kernel chosen = kernel.kernel(evaluation.packing());
    if (batch < 1 || batch > DemoBundle.DIGITS) {
      throw new MisuseException(
          "--batch %d: give 1 to %d, the number of bundled digits"
              .formatted(batch, DemoBundle.DIGITS));
    }
    Network network = DemoBundle.network();
    InputBatch digits = DemoBundle.digits(batch);
    InputRange range = Objects.requireNonNull(network.preprocessing().range());
    try (ProgressBars bars = new ProgressBars()) {
      LocalInference inference = new LocalInference(runOptions(threads.number(), bars));
      var result = inference.run(network, range, digits, evaluation, new PlanningOptions(), chosen);
      ScoreComparison comparison =
          ScoreComparison.of(
              network, digits.preparedFor(network), result.scores(), DemoBundle.labels(batch));
      return inference.report(DemoBundle.MODEL, result, comparison, null);
    }
  }
}
