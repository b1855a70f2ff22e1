package io.slotwise.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotwise.model.LocalContrast;
import io.slotwise.model.Network;
import io.slotwise.model.data.InputBatch;
import io.slotwise.model.evaluation.NetworkEvaluator;
import io.slotwise.model.onnx.OnnxReader;
import io.slotwise.training.data.Batches;
import io.slotwise.training.data.Batches.Batch;
import io.slotwise.training.data.Dataset;
import io.slotwise.training.data.LabelledExamples;
import io.slotwise.training.distillation.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed models are what their table says. Paths are relative to this module's folder. */
class TrainedModelsTest {
  private static final Path MODELS = Path.of("models");
  private static final Path DIGITS = Path.of("../../../shared/data/mnist");
  private static final int EXAMPLES = 20;

  @ParameterizedTest
  @MethodSource("polynomialModels")
  void ourReaderAndOnnxRuntimeGiveTheSameScores(Path file) {
    Network network = OnnxReader.read(file);
    int features = network.inputShape().size();
    SplittableRandom random = new SplittableRandom(23);
    double[][] examples = new double[EXAMPLES][features];
    for (double[] example : examples) {
      Arrays.setAll(example, _ -> random.nextInt(256));
    }
    LocalContrast contrast = network.preprocessing().localContrast();
    double unit = contrast == null ? 1.0 / 255 : 1;
    float[] numbers = new float[EXAMPLES * features];
    for (int i = 0; i < EXAMPLES; i++) {
      double[] example = examples[i];
      double[] seen =
          contrast == null ? example : contrast.normalised(example, network.inputShape());
      for (int e = 0; e < features; e++) {
        numbers[i * features + e] = (float) (seen[e] * unit);
      }
    }

    double[][] ours = scores(network, InputBatch.ofImages(network.inputShape(), examples));
    int classes = network.outputShape().size();
    try (OnnxModel model = OnnxModel.load(file)) {
      float[] theirs = model.rawScores(numbers, network.inputShape(), unit, classes);
      for (int i = 0; i < theirs.length; i++) {
        double score = ours[i / classes][i % classes];
        assertThat(theirs[i])
            .isCloseTo((float) score, within((float) (1e-4 * Math.max(1, Math.abs(score)))));
      }
    }
  }

  private static double[][] scores(Network network, InputBatch raw) {
    InputBatch prepared = raw.preparedFor(network);
    double[][] images = new double[raw.count()][];
    Arrays.setAll(images, prepared::image);
    return NetworkEvaluator.of(network).evaluate(images);
  }

  /** Slow, and only where the digits lie beside the project. */
  @Tag("slow")
  @ParameterizedTest
  @MethodSource("digitModels")
  void theTestAccuracyIsWhatTheModelSays(Path file) {
    assumeTrue(
        Files.isDirectory(DIGITS),
        () -> "skipped: the MNIST files are not at " + DIGITS.toAbsolutePath().normalize());
    LabelledExamples test = Dataset.MNIST.load(DIGITS).test();
    Batch batch = Batches.inOrder(test, test.count()).get(0);
    int right = 0;
    try (OnnxModel model = OnnxModel.load(file)) {
      float[] scores = model.rawScores(batch.numbers(), test.shape(), 1.0 / 255, 10);
      for (int i = 0; i < test.count(); i++) {
        int best = 0;
        for (int c = 1; c < 10; c++) {
          best = scores[10 * i + c] > scores[10 * i + best] ? c : best;
        }
        right += best == test.label(i) ? 1 : 0;
      }
      assertThat(right / (double) test.count())
          .isCloseTo(
              Double.parseDouble(model.metadata().get(Provenance.TEST_ACCURACY_KEY)), within(2e-4));
    }
  }

  private static List<Path> polynomialModels() throws IOException {
    return models().stream().filter(file -> !file.toString().contains("relu")).toList();
  }

  private static List<Path> digitModels() throws IOException {
    return models().stream()
        .filter(file -> file.getFileName().toString().startsWith("mnist"))
        .toList();
  }

  private static List<Path> models() throws IOException {
    try (Stream<Path> files = Files.walk(MODELS)) {
      return files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
    }
  }
}
