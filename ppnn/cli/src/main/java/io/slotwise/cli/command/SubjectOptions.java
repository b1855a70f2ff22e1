package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.cli.compare.Subject;
import io.slotwise.cli.demo.DemoBundle;
import io.slotwise.model.DataException;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.data.IdxFiles;
import io.slotwise.model.data.InputBatch;
import io.slotwise.model.data.InputFiles;
import io.slotwise.model.onnx.OnnxReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --model}, {@code --input} and {@code --labels} of comparisons. */
final class SubjectOptions {
  @Option(
      names = "--model",
      paramLabel = "M.onnx",
      description = "The network (default: the bundled one, on bundled digits).")
  private @Nullable Path model;

  @Option(
      names = "--input",
      paramLabel = "X",
      description = "Inputs for --model: NumPy's .npy or MNIST's IDX (or .gz).")
  private @Nullable Path input;

  @Option(
      names = "--labels",
      paramLabel = "L",
      description = "MNIST's IDX of labels (or .gz), one per input: report accuracy.")
  private @Nullable Path labels;

  /**
   * Reads what is compared on, all inputs there are.
   *
   * @throws MisuseException if the options do not fit together or a file cannot be read
   */
  Subject subject(PlanningOptions planning) {
    if ((model == null) != (input == null)) {
      throw new MisuseException("--model and --input belong together; give both or none");
    }
    if (labels != null && input == null) {
      throw new MisuseException("--labels belong to --input; the bundled digits have theirs");
    }
    return model == null || input == null ? bundled() : given(model, input, planning);
  }

  /** What the inputs are of, for messages. */
  String source() {
    return input == null ? "bundled digits" : "inputs in " + input;
  }

  private static Subject bundled() {
    Network network = DemoBundle.network();
    return new Subject(
        DemoBundle.MODEL,
        network,
        DemoBundle.modelBytes(),
        DemoBundle.digits(DemoBundle.DIGITS),
        Objects.requireNonNull(network.preprocessing().range()),
        DemoBundle.labels(DemoBundle.DIGITS));
  }

  private Subject given(Path modelFile, Path inputFile, PlanningOptions planning) {
    FileArguments.readable("--model", modelFile);
    FileArguments.readable("--input", inputFile);
    Network network = OnnxReader.read(modelFile);
    InputBatch inputs = InputFiles.read(inputFile);
    return new Subject(
        String.valueOf(modelFile.getFileName()),
        network,
        bytes(modelFile),
        inputs,
        range(network, inputs, inputFile, planning),
        labels == null ? null : labels(labels, inputs.count()));
  }

  private static InputRange range(
      Network network, InputBatch inputs, Path file, PlanningOptions planning) {
    InputRange declared = planning.declaredRange(network);
    try {
      if (declared == null) {
        return inputs.preparedFor(network).range();
      }
      inputs.prepared(network.inputShape(), network.preprocessing(), declared);
      return declared;
    } catch (DataException misfit) {
      throw new DataException(file + ": " + misfit.getMessage(), misfit);
    }
  }

  private static int[] labels(Path file, int inputs) {
    FileArguments.readable("--labels", file);
    int[] labels = IdxFiles.readLabels(file);
    if (labels.length != inputs) {
      throw new MisuseException(
          "--labels %s: %d labels for %d inputs; give one per input"
              .formatted(file, labels.length, inputs));
    }
    return labels;
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
