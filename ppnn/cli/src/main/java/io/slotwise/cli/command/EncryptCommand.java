package io.slotwise.cli.command;

import io.slotwise.cli.console.ProgressBars;
import io.slotwise.cli.machine.Measurements;
import io.slotwise.cli.report.Report;
import io.slotwise.cli.report.StepReport;
import io.slotwise.inference.client.InferenceClient;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.model.data.InputBatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slotwise encrypt}. */
@Command(name = "encrypt", description = "Encrypt a batch of inputs, on the client.")
public final class EncryptCommand extends ReportingCommand {
  @Option(
      names = "--keys",
      required = true,
      paramLabel = "DIR",
      description = "The folder that keygen made.")
  private Path keys;

  @Mixin private InputOption input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "batch.swc",
      description = "The encrypted batch to write.")
  private Path output;

  @Mixin private PackingOption packing;
  @Mixin private ThreadsOption threads;

  @Override
  Report execute() {
    FileArguments.folder("--keys", keys);
    FileArguments.writable("--output", output);
    input.requireReadable();
    Packing actual = packing.of(Roles.planOf(keys));
    Measurements measurements = new Measurements();
    try (InferenceClient client = Roles.loadKeys(actual, keys);
        ProgressBars bars = new ProgressBars()) {
      InputBatch batch = input.read();
      RunOptions options = runOptions(threads.number(), bars);
      input.use(
          () -> {
            measurements.step("encrypt", () -> client.encrypt(batch, output, options));
            return output;
          });
      return new StepReport(
          "encrypt",
          client.fingerprint().hex(),
          actual.toString(),
          null,
          batch.count(),
          threads.number(),
          measurements.seconds(),
          Map.of("batch", FileArguments.size(output)),
          measurements.peakBytes(),
          output.toString(),
          List.of());
    }
  }
}
