package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.cli.compare.EngineComparison;
import io.slotwise.cli.compare.EngineComparison.Subject;
import io.slotwise.cli.console.ProgressBars;
import io.slotwise.cli.demo.DemoBundle;
import io.slotwise.cli.report.Report;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.data.InputBatch;
import io.slotwise.model.onnx.OnnxReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slotwise compare engines}. */
@Command(
    name = "engines",
    description =
        "Evaluate the same network on the same inputs with each engine, and in plaintext with ONNX"
            + " Runtime.")
public final class CompareEnginesCommand extends ReportingCommand {
  private static final int MOST_RUNS = 1000;

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

  @Option(names = "--batch", paramLabel = "N", description = "How many inputs (default: all).")
  private @Nullable Integer batch;

  @Option(
      names = "--runs",
      defaultValue = "5",
      paramLabel = "N",
      description =
          "Evaluations of the fast engines, of which the median counts (default: ${DEFAULT-VALUE});"
              + " the reference engine runs once.")
  private int runs;

  @Option(names = "--without-reference", description = "Leave out the reference engine.")
  private boolean withoutReference;

  @Mixin private KernelOption kernel;
  @Mixin private ThreadsOption threads;
  @Mixin private PlanningOptions planning;

  @Override
  Report execute() {
    if (runs < 1 || runs > MOST_RUNS) {
      throw new MisuseException("--runs %d: give 1 to %d".formatted(runs, MOST_RUNS));
    }
    Subject subject = subject();
    try (ProgressBars bars = new ProgressBars()) {
      return new EngineComparison(subject, runOptions(threads.number(), bars), runs)
          .compare(planning::plan, kernel.kernel(), !withoutReference);
    }
  }

  private Subject subject() {
    if ((model == null) != (input == null)) {
      throw new MisuseException("--model and --input belong together; give both or none");
    }
    return model == null || input == null ? bundled() : given(model, input);
  }

  private Subject bundled() {
    Network network = DemoBundle.network();
    int images = batch == null ? DemoBundle.DIGITS : batch;
    if (images < 1 || images > DemoBundle.DIGITS) {
      throw new MisuseException(
          "--batch %d: give 1 to %d, the number of bundled digits"
              .formatted(images, DemoBundle.DIGITS));
    }
    return new Subject(
        DemoBundle.MODEL,
        network,
        DemoBundle.modelBytes(),
        DemoBundle.digits(images),
        java.util.Objects.requireNonNull(network.preprocessing().range()),
        DemoBundle.labels(images));
  }

  private Subject given(Path modelFile, Path inputFile) {
    FileArguments.readable("--model", modelFile);
    FileArguments.readable("--input", inputFile);
    Network network = OnnxReader.read(modelFile);
    InputBatch all = io.slotwise.model.data.InputFiles.read(inputFile);
    int images = batch == null ? all.count() : batch;
    if (images < 1 || images > all.count()) {
      throw new MisuseException(
          "--batch %d: give 1 to %d, the inputs in %s".formatted(images, all.count(), inputFile));
    }
    InputBatch inputs = images == all.count() ? all : all.slice(0, images);
    InputRange declared = planning.declaredRange(network);
    InputRange range = declared != null ? declared : inputs.preparedFor(network).range();
    return new Subject(
        String.valueOf(modelFile.getFileName()), network, bytes(modelFile), inputs, range, null);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
