package io.slotwise.cli.command;

import io.slotwise.cli.console.ProgressBars;
import io.slotwise.cli.machine.Measurements;
import io.slotwise.cli.report.Report;
import io.slotwise.cli.report.StepReport;
import io.slotwise.inference.client.InferenceClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slotwise keygen}. */
@Command(
    name = "keygen",
    description = "Make a client's keys: a secret folder to keep and a public one for the server.")
public final class KeygenCommand extends ReportingCommand {
  @Option(
      names = "--plan",
      required = true,
      paramLabel = "client.plan",
      description = "The client's half of a plan.")
  private Path plan;

  @Option(
      names = "--keys",
      required = true,
      paramLabel = "DIR",
      description = "Folder to make: DIR/secret is the client's, DIR/public goes to the server.")
  private Path keys;

  @Mixin private PackingOption packing;

  @Override
  Report execute() {
    FileArguments.readable("--plan", plan);
    FileArguments.writableFolder("--keys", keys);
    Packing actual = packing.of(plan);
    Measurements measurements = new Measurements();
    try (ProgressBars bars = new ProgressBars();
        InferenceClient client =
            measurements.step(
                "keygen", () -> Roles.generateKeys(actual, plan, runOptions(1, bars)))) {
      client.save(keys);
      return new StepReport(
          "keygen",
          client.fingerprint().hex(),
          actual.toString(),
          null,
          null,
          null,
          measurements.seconds(),
          Map.of("publicMaterial", client.publicBytes()),
          measurements.peakBytes(),
          keys.toString(),
          List.of(
              "%s must not leave the client; %s goes to the server."
                  .formatted(keys.resolve("secret"), keys.resolve("public"))));
    }
  }
}
