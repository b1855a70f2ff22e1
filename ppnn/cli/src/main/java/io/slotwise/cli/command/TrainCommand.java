package io.slotwise.cli.command;

import io.slotwise.cli.report.Report;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slotwise train}: the only command that loads PyTorch. */
@Command(
    name = "train",
    description = "Train a network that can be evaluated under encryption, and write it as ONNX.")
public final class TrainCommand extends ReportingCommand {
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
      description = "Data set: mnist.")
  private String dataset;

  @Option(
      names = "--network",
      required = true,
      paramLabel = "NAME",
      description = "Network: cryptonets.")
  private String network;

  @Option(
      names = "--activation",
      required = true,
      paramLabel = "NAME",
      description = "What stands between the layers: square.")
  private String activation;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training images (default: the training's own).")
  private @Nullable Integer epochs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What all chance is drawn from (default: the training's own).")
  private @Nullable Long seed;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "M.onnx",
      description = "The model to write.")
  private Path output;

  @Override
  Report execute() {
    FileArguments.folder("--data", data);
    FileArguments.writable("--output", output);
    return new TrainingRun(data, dataset, network, activation, output)
        .run(epochs, seed, cancelled());
  }
}
