package io.slotwise.cli.command;

import io.slotwise.cli.console.ProgressBars;
import io.slotwise.cli.machine.Measurements;
import io.slotwise.cli.report.Report;
import io.slotwise.cli.report.StepReport;
import io.slotwise.inference.client.InferenceClient;
import io.slotwise.model.data.NpyFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slotwise decrypt}. */
@Command(name = "decrypt", description = "Decrypt scores, on the client.")
public final class DecryptCommand extends ReportingCommand {
  @Option(
      names = "--keys",
      required = true,
      paramLabel = "DIR",
      description = "The folder that keygen made.")
  private Path keys;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "scores.swc",
      description = "The encrypted scores.")
  private Path input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "Y.npy",
      description = "The scores to write: float64, shape (inputs, scores).")
  private Path output;

  @Mixin private PackingOption packing;
  @Mixin private ThreadsOption threads;

  @Override
  Report execute() {
    FileArguments.folder("--keys", keys);
    FileArguments.readable("--input", input);
    FileArguments.writable("--output", output);
    Packing actual = packing.of(Roles.planOf(keys));
    Measurements measurements = new Measurements();
    try (InferenceClient client = Roles.loadKeys(actual, keys);
        ProgressBars bars = new ProgressBars()) {
      double[][] scores =
          measurements.step(
              "decrypt", () -> client.decrypt(input, runOptions(threads.number(), bars)));
      NpyFiles.write(output, scores);
      return new StepReport(
          "decrypt",
          client.fingerprint().hex(),
          actual.toString(),
          null,
          scores.length,
          threads.number(),
          measurements.seconds(),
          Map.of(),
          measurements.peakBytes(),
          output.toString(),
          List.of(
              "Scores are approximate. Don't hand them back to the server: together with the"
                  + " ciphertexts they could reveal the secret key."));
    }
  }
}
