package io.slotwise.cli.command;

import io.slotwise.cli.Slotwise;
import io.slotwise.cli.console.ProgressBars;
import io.slotwise.cli.report.Report;
import io.slotwise.cli.report.ReportWriter;
import io.slotwise.inference.execution.RunOptions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that ends in a report: a JSON object or text on standard output. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract class ReportingCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @SuppressWarnings("UnusedVariable") // read, by its name, where failures are reported
  @Option(names = "--debug", description = "Print stack traces of errors.")
  private boolean debug;

  /** Does the work. */
  abstract Report execute();

  @Override
  public final Integer call() {
    Report report = execute();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ReportWriter.printJson(report, out);
    } else {
      ReportWriter.printText(report, out);
    }
    return 0;
  }

  /** How long work is to run: with so many threads, heard by the bars, and until Ctrl-C. */
  final RunOptions runOptions(int threads, ProgressBars bars) {
    return new RunOptions(threads, bars, cancelled());
  }

  /** Asked by long work between its steps: whether the user wants it to stop. */
  final BooleanSupplier cancelled() {
    return ((Slotwise) spec.root().userObject()).cancelled();
  }
}
