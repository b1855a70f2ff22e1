package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.cli.compare.EngineComparison;
import io.slotwise.cli.compare.Subject;
import io.slotwise.cli.console.ProgressBars;
import io.slotwise.cli.report.Report;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slotwise compare engines}. */
@Command(
    name = "engines",
    description =
        "Evaluate the same network on the same inputs with each engine, and in plaintext with ONNX"
            + " Runtime.")
public final class CompareEnginesCommand extends ReportingCommand {
  private static final int MOST_RUNS = 1000;

  @Mixin private SubjectOptions subject;

  @Option(names = "--batch", paramLabel = "N", description = "How many inputs (default: all).")
  private @Nullable Integer batch;

  @Option(
      names = "--runs",
      defaultValue = "5",
      paramLabel = "N",
      description =
          "Evaluations of the fast engines, of which the median counts (default: ${DEFAULT-VALUE});"
              + " the reference engine runs once.")
  private int runs;

  @Option(names = "--without-reference", description = "Leave out the reference engine.")
  private boolean withoutReference;

  @Mixin private KernelOption kernel;
  @Mixin private ThreadsOption threads;
  @Mixin private PlanningOptions planning;

  @Override
  Report execute() {
    if (runs < 1 || runs > MOST_RUNS) {
      throw new MisuseException("--runs %d: give 1 to %d".formatted(runs, MOST_RUNS));
    }
    try (ProgressBars bars = new ProgressBars()) {
      return new EngineComparison(subject(), runOptions(threads.number(), bars), runs)
          .compare(planning::plan, kernel.kernel(), !withoutReference);
    }
  }

  private Subject subject() {
    Subject all = subject.subject(planning);
    int inputs = all.inputs().count();
    if (batch != null && (batch < 1 || batch > inputs)) {
      throw new MisuseException(
          "--batch %d: give 1 to %d, the number of %s".formatted(batch, inputs, subject.source()));
    }
    return batch == null ? all : all.withInputs(batch);
  }
}
