package io.slotwise.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.slotwise.model.DataException;
import io.slotwise.model.ModelException;
import io.slotwise.training.data.Augmentation;
import io.slotwise.training.data.Batches;
import io.slotwise.training.data.Dataset;
import io.slotwise.training.data.Normalisation;
import io.slotwise.training.data.TrainingData;
import io.slotwise.training.export.NetworkExport;
import io.slotwise.training.network.Activation;
import io.slotwise.training.network.NetworkDefinition;
import io.slotwise.training.network.TrainableNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings that start from an exported model. */
class WarmStartTest {
  private static final Recipe RECIPE =
      new Recipe(32, 0.005, 0.3, 0.01, 1, 0, 4, 0.1, Augmentation.NONE);

  @TempDir private Path folder;
  private Path model;
  private TrainingData data;

  @BeforeEach
  void writeData() throws IOException {
    SyntheticDigits.write(folder);
    data = Dataset.MNIST.load(folder);
    model = folder.resolve("model.onnx");
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void aNetworkTakesUpTheFunctionOfAModel(Activation activation) {
    assertTakenUp(NetworkDefinition.CRYPTONETS, activation);
  }

  @Test
  void normalisationsWithoutAnActivationAfterThemAreTakenUpToo() {
    assertTakenUp(ExportTest.SEPARABLE, Activation.RELU);
    assertTakenUp(ExportTest.SEPARABLE, Activation.ELEMENT);
  }

  private void assertTakenUp(NetworkDefinition definition, Activation activation) {
    float[] pixels = Batches.inOrder(data.test(), 50).get(0).numbers();
    Batches batches = Batches.shuffled(data.training(), Augmentation.NONE, 32, 9);
    Batches.Batch all = Batches.inOrder(data.training(), data.training().count()).get(0);
    float[] expected;
    double loss;
    try (TrainingSession session = session(definition, activation, 1)) {
      if (activation.hasCoefficients()) {
        ActivationInitialiser.fitPolynomials(session, batches);
      }
      for (int i = 0; i < batches.count(); i++) {
        session.step(batches.get(i), new float[0]);
      }
      NetworkExport.write(session.network(), Normalisation.PIXELS, Map.of(), model);
      expected = session.scores(pixels);
      loss = crossEntropy(session.scores(all.numbers()), all.labels());
    }

    try (TrainingSession session = session(definition, activation, 2)) {
      boolean relu = StartingPoint.of(model).restore(session, batches);

      assertThat(relu).isEqualTo(activation == Activation.RELU);
      float[] scores = session.scores(pixels);
      for (int i = 0; i < scores.length; i++) {
        assertThat(scores[i]).as("score %d", i).isCloseTo(expected[i], within(1e-3f));
      }
      // A step normalises by its batch: only if normalisation is back does that change nothing.
      assertThat(session.step(all, new float[0]).loss()).isCloseTo(loss, within(0.02 * loss));
    }
  }

  private static double crossEntropy(float[] scores, int[] labels) {
    int classes = scores.length / labels.length;
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      double total = 0;
      for (int c = 0; c < classes; c++) {
        total += Math.exp(scores[i * classes + c]);
      }
      sum += Math.log(total) - scores[i * classes + labels[i]];
    }
    return sum / labels.length;
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu", "square", "layer", "channel", "element"})
  void networksStartFromAReluModel(String activation) {
    Path relu = folder.resolve("relu.onnx");
    train(request("relu").output(relu));

    double warm = firstLoss(request(activation).warmStart(new WarmStart(relu, 0)));

    assertThat(warm).isLessThan(firstLoss(request(activation)) / 2);
  }

  @Test
  void aModelOfPolynomialsIsTrainedFurther() {
    Path element = folder.resolve("element.onnx");
    train(request("element").output(element));

    double further = firstLoss(request("element").warmStart(new WarmStart(element, 0)));

    assertThat(further).isLessThan(firstLoss(request("element")) / 2);
    assertThatThrownBy(() -> train(request("element").warmStart(new WarmStart(element, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no ReLU left");
  }

  @Test
  void finerCoefficientsStartFromCoarserOnesAndNotTheOtherWayRound() {
    Path channel = folder.resolve("channel.onnx");
    train(request("channel").output(channel));

    assertThat(firstLoss(request("element").warmStart(new WarmStart(channel, 0))))
        .isLessThan(firstLoss(request("element")) / 2);
    for (String coarser : List.of("layer", "square", "relu")) {
      assertThatThrownBy(() -> train(request(coarser).warmStart(new WarmStart(channel, 0))))
          .as(coarser)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("channel.onnx has")
          .hasMessageContaining("activation1")
          .hasMessageContaining("needs cryptonets with relu or " + coarser);
    }
  }

  @Test
  void modelsThatDoNotFitAreRefused() throws IOException {
    Path other = folder.resolve("other.onnx");
    try (TrainingSession session = session(ExportTest.SEPARABLE, Activation.RELU, 1)) {
      NetworkExport.write(session.network(), Normalisation.PIXELS, Map.of(), other);
    }
    assertThatThrownBy(() -> train(request("element").warmStart(new WarmStart(other, 0))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("other.onnx has 7 layers, not 5")
        .hasMessageContaining("needs cryptonets");

    train(request("element").degree(3).output(other));
    assertThatThrownBy(() -> train(request("element").warmStart(new WarmStart(other, 0))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("degree 3 at activation1");

    Path text = Files.writeString(folder.resolve("notes.txt"), "not a model");
    assertThatThrownBy(() -> train(request("element").warmStart(new WarmStart(text, 0))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("notes.txt");
  }

  private static double firstLoss(TrainingRequest.Builder request) {
    List<Double> losses = new ArrayList<>();
    Trainer.train(request.epochs(1).build(), p -> losses.add(p.loss()), () -> false);
    return losses.getFirst();
  }

  private static TrainingSession session(
      NetworkDefinition definition, Activation activation, int seed) {
    TrainableNetwork network = new TrainableNetwork(definition, activation, 2);
    return new TrainingSession(
        network, RECIPE, null, Normalisation.PIXELS, 20, new SplittableRandom(seed));
  }

  private TrainingRequest.Builder request(String activation) {
    return TrainingRequest.builder()
        .data(folder)
        .activation(activation)
        .epochs(3)
        .seed(3)
        .recipe(RECIPE)
        .output(model);
  }

  private static TrainingResult train(TrainingRequest.Builder request) {
    return Trainer.train(request.build(), TrainingListener.NONE, () -> false);
  }
}
