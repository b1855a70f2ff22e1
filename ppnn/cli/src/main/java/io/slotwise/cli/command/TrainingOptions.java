package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How networks are trained: what {@code train} and {@code compare activations} have in common. */
final class TrainingOptions {
  @Option(
      names = "--degree",
      paramLabel = "N",
      description = "Degree of trained polynomials, 2 to 4 (default: 2).")
  @Nullable Integer degree;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training examples (default: the training's own).")
  @Nullable Integer epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Examples a step (default: the data set's own).")
  @Nullable Integer batchSize;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "The highest learning rate (default: the data set's own).")
  @Nullable Double learningRate;

  @Option(
      names = "--range-limit",
      paramLabel = "SIZE",
      description =
          "Values before activations are kept within this size by a penalty (default: 4).")
  @Nullable Double rangeLimit;

  @Option(
      names = "--range-penalty",
      paramLabel = "WEIGHT",
      description = "Weight of that penalty in the loss (default: 0.02).")
  @Nullable Double rangePenalty;

  @Option(
      names = "--teacher",
      paramLabel = "T.onnx",
      description = "Learn from the scores of this model too: any ONNX model, ReLU included.")
  @Nullable Path teacher;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "What the teacher's scores are divided by (default: 4).")
  @Nullable Double temperature;

  @Option(
      names = "--distillation-weight",
      paramLabel = "W",
      description = "Weight of the teacher against the labels, 0 to 1 (default: 0.7).")
  @Nullable Double distillationWeight;

  @Option(
      names = "--replacement-epochs",
      paramLabel = "N",
      description = "Epochs over which ReLU fades out after a warm start (default: 0).")
  @Nullable Integer replacementEpochs;

  /** Checks the files. */
  void check() {
    if (teacher != null) {
      FileArguments.readable("--teacher", teacher);
    } else if (temperature != null || distillationWeight != null) {
      throw new MisuseException(
          "--temperature and --distillation-weight need a teacher; name one with --teacher");
    }
  }
}
