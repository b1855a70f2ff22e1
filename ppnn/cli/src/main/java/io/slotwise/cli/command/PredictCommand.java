package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.cli.compare.ScoreComparison;
import io.slotwise.cli.console.ProgressBars;
import io.slotwise.cli.report.Report;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.data.IdxFiles;
import io.slotwise.model.data.InputBatch;
import io.slotwise.model.data.NpyFiles;
import io.slotwise.model.onnx.OnnxReader;
import io.slotwise.openfhe.Kernel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slotwise predict}. */
@Command(
    name = "predict",
    description = "Evaluate a model on encrypted inputs, client and server in one process.")
public final class PredictCommand extends ReportingCommand {
  @Option(names = "--model", required = true, paramLabel = "M.onnx", description = "The network.")
  private Path model;

  @Mixin private InputOption input;

  @Option(
      names = "--labels",
      paramLabel = "L",
      description = "MNIST's IDX of labels (or .gz): report accuracy and errors.")
  private @Nullable Path labels;

  @Option(
      names = "--output",
      paramLabel = "Y.npy",
      description = "The scores to write: float64, shape (inputs, scores).")
  private @Nullable Path output;

  @Mixin private EvaluationOptions evaluation;
  @Mixin private KernelOption kernel;
  @Mixin private ThreadsOption threads;
  @Mixin private PlanningOptions planning;

  @Override
  Report execute() {
    requireFiles();
    Packing packing = evaluation.packing();
    Kernel chosen = kernel.kernel(packing);
    planning.requireFor(packing);
    Network network = OnnxReader.read(model);
    InputBatch raw = input.read();
    InputBatch inputs = input.use(() -> raw.preparedFor(network));
    int @Nullable [] expected = labels == null ? null : labels(labels, inputs.count());
    try (ProgressBars bars = new ProgressBars()) {
      LocalInference inference = new LocalInference(runOptions(threads.number(), bars));
      network.notices().forEach(inference::note);
      InputRange range = range(network, inputs, inference);
      var result =
          input.use(() -> inference.run(network, range, raw, evaluation, planning, chosen));
      if (output != null) {
        NpyFiles.write(output, result.scores());
      }
      ScoreComparison comparison =
          expected == null ? null : ScoreComparison.of(network, inputs, result.scores(), expected);
      return inference.report(
          String.valueOf(model.getFileName()),
          result,
          comparison,
          output == null ? null : output.toString());
    }
  }

  private void requireFiles() {
    FileArguments.readable("--model", model);
    input.requireReadable();
    if (labels != null) {
      FileArguments.readable("--labels", labels);
    }
    if (output != null) {
      FileArguments.writable("--output", output);
    }
  }

  private static int[] labels(Path file, int images) {
    int[] labels = IdxFiles.readLabels(file);
    if (labels.length != images) {
      throw new MisuseException(
          "--labels %s: %d labels for %d inputs; give one per input"
              .formatted(file, labels.length, images));
    }
    return labels;
  }

  private InputRange range(Network network, InputBatch inputs, LocalInference inference) {
    InputRange declared = planning.declaredRange(network);
    if (declared != null) {
      return declared;
    }
    InputRange seen = inputs.range();
    inference.note(
        "Neither the model nor --input-range says what inputs lie in; the plan is for the range of these, %s to %s."
            .formatted(seen.low(), seen.high()));
    return seen;
  }
}
