package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.cli.report.Report;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slotwise compare activations}. */
@Command(
    name = "activations",
    description =
        "Train the same network with each activation, without distillation and (with --teacher)"
            + " with it, on the same schedule and with several seeds. Interrupted, it goes on where"
            + " it was.")
public final class CompareActivationsCommand extends ReportingCommand {
  private static final int MOST_SEEDS = 100;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the data set's original files.")
  private Path data;

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "NAME",
      description = "Data set: mnist, cifar10, cifar10-local-contrast or csv.")
  private String dataset;

  @Option(
      names = "--network",
      required = true,
      paramLabel = "NAME",
      description = "Network, as for train.")
  private String network;

  @Option(
      names = "--activations",
      split = ",",
      defaultValue = "square,layer,channel,element",
      paramLabel = "NAME",
      description = "Activations, separated by commas (default: ${DEFAULT-VALUE}).")
  private List<String> activations;

  @Option(
      names = "--seeds",
      defaultValue = "3",
      paramLabel = "N",
      description = "Trainings of each, with seeds from 1 on (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--relu-epochs",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Epochs of ReLU that all networks of a seed start from (default: ${DEFAULT-VALUE}).")
  private int reluEpochs;

  @Mixin private TrainingOptions options;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Receives models, logs, report.json and report.html; made if need be.")
  private Path output;

  @Override
  Report execute() {
    FileArguments.folder("--data", data);
    options.check();
    if (seeds < 1 || seeds > MOST_SEEDS) {
      throw new MisuseException("--seeds %d: give 1 to %d".formatted(seeds, MOST_SEEDS));
    }
    return new ActivationComparisonRun(
            data, dataset, network, activations, seeds, reluEpochs, options, output)
        .run(cancelled());
  }
}
