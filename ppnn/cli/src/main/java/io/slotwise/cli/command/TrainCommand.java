package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.cli.report.Report;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slotwise train}. */
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
      description = "Data set: mnist, cifar10, cifar10-local-contrast or csv.")
  private String dataset;

  @Option(
      names = "--network",
      required = true,
      paramLabel = "NAME",
      description =
          "Network: cryptonets, mnist-deep, cifar10-tiny, cifar10-small, cifar10-small-separable,"
              + " cifar10-large or table.")
  private String network;

  @Option(
      names = "--activation",
      required = true,
      paramLabel = "NAME",
      description =
          "What stands between the layers: square; a trained polynomial for each layer, channel or"
              + " element; or relu, for teachers.")
  private String activation;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What all chance is drawn from (default: the training's own).")
  private @Nullable Long seed;

  @Option(
      names = "--warm-start",
      paramLabel = "FILE",
      description =
          "Start from the network whose training left this checkpoint or wrote this model (.onnx):"
              + " one with ReLU, or with the same activation.")
  private @Nullable Path warmStart;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "Keep the training's state here, and go on from it if it is there.")
  private @Nullable Path checkpoint;

  @Option(
      names = "--log",
      paramLabel = "FILE.csv",
      description = "Write loss, accuracies and speed of each epoch here.")
  private @Nullable Path log;

  @Option(
      names = "--score-noise",
      paramLabel = "E",
      description =
          "Evaluate at lower precision with this error in scores too, such as a plan predicts"
              + " (default: 0).")
  private double scoreNoise;

  @Mixin private TrainingOptions options;

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
    options.check();
    if (warmStart != null) {
      FileArguments.readable("--warm-start", warmStart);
    } else if (options.replacementEpochs != null) {
      throw new MisuseException(
          "--replacement-epochs needs a ReLU network to start from; name one with --warm-start");
    }
    if (checkpoint != null) {
      FileArguments.writable("--checkpoint", checkpoint);
    }
    if (log != null) {
      FileArguments.writable("--log", log);
    }
    return new TrainingRun(data, dataset, network, activation, output)
        .run(options, seed, warmStart, checkpoint, log, scoreNoise, cancelled());
  }
}
