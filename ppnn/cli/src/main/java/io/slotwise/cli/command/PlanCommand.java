package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.cli.console.ProgressBars;
import io.slotwise.cli.report.ChannelWisePlanningReport;
import io.slotwise.cli.report.PlanFiles;
import io.slotwise.cli.report.PlanningReport;
import io.slotwise.cli.report.Report;
import io.slotwise.inference.channelwise.plan.ChannelWisePlan;
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
import java.util.function.Consumer;
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
  private static final int DEFAULT_BATCH = 4096;

  @Option(names = "--model", required = true, paramLabel = "M.onnx", description = "The network.")
  private Path model;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description =
          "Inputs that are evaluated at once, in element-wise packing (default: "
              + DEFAULT_BATCH
              + ").")
  private @Nullable Integer batch;

  @Mixin private EvaluationOptions evaluation;
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
    Packing packing = evaluation.packing();
    planning.requireFor(packing);
    if (packing == Packing.CHANNEL_WISE) {
      packing.refuse("--batch", batch);
    }
    Network network = OnnxReader.read(model);
    InputRange range = range(network);
    return switch (packing) {
      case ELEMENT_WISE -> planElementWise(network, range);
      case CHANNEL_WISE -> planChannelWise(network, range);
    };
  }

  private Report planElementWise(Network network, InputRange range) {
    int inputs = batch == null ? DEFAULT_BATCH : batch;
    Plan plan;
    try (ProgressBars bars = new ProgressBars()) {
      plan = planning.plan(network, inputs, range, evaluation.engine(), runOptions(1, bars));
    }
    PlanFiles files = write(plan.server()::write, plan.client()::write);
    List<String> notices = new ArrayList<>(network.notices());
    notices.addAll(plan.report().notices());
    return PlanningReport.of(model, plan, files, notices);
  }

  private Report planChannelWise(Network network, InputRange range) {
    ChannelWisePlan plan;
    try (ProgressBars bars = new ProgressBars()) {
      plan = planning.plan(network, range, evaluation.channelPacking(), runOptions(1, bars));
    }
    PlanFiles files = write(plan.server()::write, plan.client()::write);
    return ChannelWisePlanningReport.of(
        model, plan, planning.precision(), files, network.notices());
  }

  private InputRange range(Network network) {
    InputRange range = planning.declaredRange(network);
    if (range == null) {
      throw new MisuseException(
          model + " does not declare the range of its inputs; add --input-range, such as 0,1");
    }
    return range;
  }

  private @Nullable PlanFiles write(Consumer<Path> writeServer, Consumer<Path> writeClient) {
    if (output == null) {
      return null;
    }
    try {
      Files.createDirectories(output);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    Path server = output.resolve("server.plan");
    Path client = output.resolve("client.plan");
    writeServer.accept(server);
    writeClient.accept(client);
    return new PlanFiles(server.toString(), client.toString());
  }
}
