package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.cli.report.PlanningReport;
import io.slotwise.cli.report.Report;
import io.slotwise.inference.plan.Plan;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.onnx.OnnxReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slotwise plan}. */
@Command(
    name = "plan",
    description =
        "Show what evaluating a model under encryption takes; write the server's and the client's"
            + " half of the plan.")
public final class PlanCommand extends ReportingCommand {
  @Option(names = "--model", required = true, paramLabel = "M.onnx", description = "The network.")
  private Path model;

  @Option(
      names = "--batch",
      defaultValue = "4096",
      paramLabel = "N",
      description = "Inputs that are evaluated at once (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Mixin private EngineOption engine;
  @Mixin private PlanningOptions planning;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Folder for server.plan and client.plan (default: nothing is written).")
  private @Nullable Path output;

  @Override
  Report execute() {
    FileArguments.readable("--model", model);
    if (output != null) {
      FileArguments.writableFolder("--output", output);
    }
    Network network = OnnxReader.read(model);
    Plan plan = planning.plan(network, batch, range(network), engine.choice());
    List<String> notices = new ArrayList<>(network.notices());
    notices.addAll(plan.report().notices());
    return PlanningReport.of(model, plan, output == null ? null : write(plan, output), notices);
  }

  private InputRange range(Network network) {
    InputRange range = planning.declaredRange(network);
    if (range == null) {
      throw new MisuseException(
          model + " does not declare the range of its inputs; add --input-range, such as 0,1");
    }
    return range;
  }

  private static PlanningReport.Files write(Plan plan, Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    Path server = folder.resolve("server.plan");
    Path client = folder.resolve("client.plan");
    plan.server().write(server);
    plan.client().write(client);
    return new PlanningReport.Files(server.toString(), client.toString());
  }
}
