package io.slotwise.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.model.Network;
import io.slotwise.model.Shape;
import io.slotwise.model.data.CsvFiles;
import io.slotwise.model.data.InputBatch;
import io.slotwise.model.evaluation.NetworkEvaluator;
import io.slotwise.model.onnx.OnnxReader;
import io.slotwise.training.data.Dataset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Medical records: a network of polynomials tells malignant from benign. */
class DiagnosisTest {
  @TempDir private Path folder;

  @Test
  void elementWisePolynomialsReachNinetyFivePercentOnTheWisconsinData() throws IOException {
    Path table = folder.resolve("breast_cancer.csv");
    try (InputStream in = Dataset.class.getResourceAsStream("breast_cancer.csv")) {
      Files.copy(Objects.requireNonNull(in), table);
    }
    Path model = folder.resolve("model.onnx");

    TrainingResult result =
        Trainer.train(
            TrainingRequest.builder()
                .data(folder)
                .dataset("csv")
                .network("table")
                .activation("element")
                .epochs(20)
                .output(model)
                .build(),
            TrainingListener.NONE,
            () -> false);

    assertThat(result.testImages()).isEqualTo(113);
    assertThat(result.testAccuracy()).isGreaterThan(0.95);
    assertThat(accuracyOnRawRows(model, CsvFiles.read(table))).isGreaterThan(0.95);
  }

  /** The file alone, with the preprocessing that it declares, classifies raw rows. */
  private static double accuracyOnRawRows(Path model, CsvFiles.Table table) {
    Network network = OnnxReader.read(model);
    double[][] rows = new double[table.labels().length][table.features()];
    for (int i = 0; i < table.numbers().length; i++) {
      rows[i / table.features()][i % table.features()] = table.numbers()[i];
    }
    InputBatch batch = InputBatch.ofImages(Shape.of(table.features()), rows).preparedFor(network);
    batch.requireWithin(Objects.requireNonNull(network.preprocessing().range()));
    double[][] scores = NetworkEvaluator.of(network).evaluateRows(batch.rows());
    int right = 0;
    for (int i = 0; i < rows.length; i++) {
      int predicted = scores[1][i] > scores[0][i] ? 1 : 0;
      right += predicted == table.labels()[i] ? 1 : 0;
    }
    return (double) right / rows.length;
  }
}
