package io.slotwise.cli.command;

import io.slotwise.cli.console.ProgressBars;
import io.slotwise.cli.machine.Measurements;
import io.slotwise.cli.report.Report;
import io.slotwise.cli.report.StepReport;
import io.slotwise.inference.server.InferenceServer;
import io.slotwise.openfhe.Kernel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slotwise evaluate}. */
@Command(
    name = "evaluate",
    description = "Evaluate the network on an encrypted batch, on the server.")
public final class EvaluateCommand extends ReportingCommand {
  @Option(
      names = "--plan",
      required = true,
      paramLabel = "server.plan",
      description = "The server's half of the plan, with the model's weights.")
  private Path plan;

  @Option(
      names = "--public",
      required = true,
      paramLabel = "DIR",
      description = "The public folder that the client's keygen made.")
  private Path publicFolder;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "batch.swc",
      description = "The encrypted batch.")
  private Path input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "scores.swc",
      description = "The encrypted scores to write.")
  private Path output;

  @Mixin private PackingOption packing;
  @Mixin private KernelOption kernel;
  @Mixin private ThreadsOption threads;

  @Override
  Report execute() {
    FileArguments.readable("--plan", plan);
    FileArguments.folder("--public", publicFolder);
    FileArguments.readable("--input", input);
    FileArguments.writable("--output", output);
    Packing actual = packing.of(plan);
    Kernel chosen = kernel.kernel(actual);
    Measurements measurements = new Measurements();
    try (ProgressBars bars = new ProgressBars();
        InferenceServer server = measurements.step("prepare", () -> open(actual, chosen, bars))) {
      measurements.step(
          "evaluate", () -> server.evaluate(input, output, runOptions(threads.number(), bars)));
      return new StepReport(
          "evaluate",
          server.fingerprint().hex(),
          actual.toString(),
          server.engine(),
          null,
          threads.number(),
          measurements.seconds(),
          Map.of("scores", FileArguments.size(output)),
          measurements.peakBytes(),
          output.toString(),
          List.of());
    }
  }

  private InferenceServer open(Packing actual, Kernel chosen, ProgressBars bars) {
    return Roles.openServer(actual, plan, publicFolder, chosen, runOptions(threads.number(), bars));
  }
}
