package io.slotwise.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.slotwise.model.Convolution;
import io.slotwise.model.Layer;
import io.slotwise.model.Network;
import io.slotwise.model.Shape;
import io.slotwise.model.evaluation.NetworkEvaluator;
import io.slotwise.model.onnx.OnnxReader;
import io.slotwise.training.data.Augmentation;
import io.slotwise.training.data.Batches;
import io.slotwise.training.data.Dataset;
import io.slotwise.training.data.Normalisation;
import io.slotwise.training.data.TrainingData;
import io.slotwise.training.export.NetworkExport;
import io.slotwise.training.network.Activation;
import io.slotwise.training.network.LayerDefinition;
import io.slotwise.training.network.LayerDefinition.ActivationSlot;
import io.slotwise.training.network.LayerDefinition.BatchNormalisation;
import io.slotwise.training.network.LayerDefinition.Dense;
import io.slotwise.training.network.LayerDefinition.DepthwiseConvolution;
import io.slotwise.training.network.NetworkDefinition;
import io.slotwise.training.network.TrainableNetwork;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exported file does what the trained network does, wherever it is read. */
class ExportTest {
  private static final int IMAGES = 7;
  private static final int PIXELS = 28 * 28;
  private static final int CLASSES = 10;

  static final NetworkDefinition SEPARABLE =
      new NetworkDefinition(
          "separable",
          Shape.of(1, 28, 28),
          List.of(
              new LayerDefinition.Convolution(4, 5, 2, 1), // to 4x13x13
              new BatchNormalisation(),
              new ActivationSlot(),
              new DepthwiseConvolution(3, 3, 2, 1), // to 12x7x7
              new BatchNormalisation(),
              new LayerDefinition.Convolution(5, 1, 1, 0),
              new BatchNormalisation(),
              new ActivationSlot(),
              new DepthwiseConvolution(1, 3, 1, 0), // to 5x5x5, with a bias
              new Dense(10)));

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"square, 2", "layer, 2", "channel, 3", "element, 2", "element, 4"})
  void onnxRuntimeAndOurReaderGiveTheScoresOfTheTrainedNetwork(String activation, int degree)
      throws IOException, OrtException {
    assertScoresSurvive(NetworkDefinition.CRYPTONETS, Activation.named(activation), degree);
  }

  @Test
  void depthwiseConvolutionsGiveTheScoresOfTheTrainedNetwork() throws IOException, OrtException {
    Network network = assertScoresSurvive(SEPARABLE, Activation.ELEMENT, 2);

    assertThat(network.nodes())
        .extracting(Network.Node::layer)
        .filteredOn(Convolution.class::isInstance)
        .extracting(layer -> ((Convolution) layer).groups())
        .containsExactly(1, 4, 1, 5);
  }

  private Network assertScoresSurvive(
      NetworkDefinition definition, Activation activation, int degree)
      throws IOException, OrtException {
    SyntheticDigits.write(folder);
    TrainingData data = Dataset.MNIST.load(folder);
    Path file = folder.resolve("model.onnx");
    float[] pixels = Batches.inOrder(data.test(), IMAGES).get(0).numbers();
    float[] expected = trainAndWrite(definition, activation, degree, data, pixels, file);

    Network network = OnnxReader.read(file);
    float[] ours = evaluate(network, pixels);
    float[] theirs = runtimeScores(file, pixels);

    assertThat(network.metadata()).containsEntry("key", "value");
    assertThat(network.inputShape()).isEqualTo(Shape.of(1, 28, 28));
    for (int i = 0; i < IMAGES * CLASSES; i++) {
      assertThat(ours[i]).isCloseTo(expected[i], within(1e-4f));
      assertThat(theirs[i]).isCloseTo(expected[i], within(1e-4f));
    }
    return network;
  }

  @Test
  void reluIsWrittenForOnnxRuntimeAlone() throws IOException, OrtException {
    SyntheticDigits.write(folder);
    TrainingData data = Dataset.MNIST.load(folder);
    Path file = folder.resolve("model.onnx");
    float[] pixels = Batches.inOrder(data.test(), IMAGES).get(0).numbers();
    float[] expected =
        trainAndWrite(NetworkDefinition.CRYPTONETS, Activation.RELU, 2, data, pixels, file);

    float[] theirs = runtimeScores(file, pixels);
    for (int i = 0; i < IMAGES * CLASSES; i++) {
      assertThat(theirs[i]).isCloseTo(expected[i], within(1e-4f));
    }
    assertThatThrownBy(() -> OnnxReader.read(file)).hasMessageContaining("Relu");
  }

  private static float[] trainAndWrite(
      NetworkDefinition definition,
      Activation activation,
      int degree,
      TrainingData data,
      float[] pixels,
      Path file) {
    try (TrainingSession session = session(definition, activation, degree)) {
      Batches batches = Batches.shuffled(data.training(), Augmentation.NONE, 32, 9);
      if (activation.hasCoefficients()) {
        ActivationInitialiser.fitPolynomials(session, batches);
      }
      for (int i = 0; i < batches.count(); i++) {
        session.step(batches.get(i), new float[0]);
      }
      NetworkExport.write(session.network(), Normalisation.PIXELS, Map.of("key", "value"), file);
      return session.scores(pixels);
    }
  }

  @Test
  void theNetworkIsTheOneOfThePaperWithItsNormalisationFoldedAway() {
    Network network;
    try (TrainingSession session = session(NetworkDefinition.CRYPTONETS, Activation.SQUARE, 2)) {
      network = NetworkExport.export(session.network(), Normalisation.PIXELS, Map.of());
    }

    List<Layer> layers = network.nodes().stream().map(Network.Node::layer).toList();
    assertThat(layers)
        .extracting(layer -> layer.getClass().getSimpleName())
        .containsExactly(
            "Convolution",
            "PolynomialActivation",
            "Reshape",
            "Dense",
            "PolynomialActivation",
            "Dense");
    assertThat(network.shape(1)).isEqualTo(Shape.of(5, 13, 13));
    assertThat(network.shape(4)).isEqualTo(Shape.of(100));
    assertThat(network.outputShape()).isEqualTo(Shape.of(10));
    Convolution convolution = (Convolution) layers.getFirst();
    assertThat(convolution.window().padTop()).isEqualTo(1);
    assertThat(convolution.window().padLeft()).isEqualTo(1);
    assertThat(convolution.window().padBottom()).isZero();
    assertThat(convolution.window().padRight()).isZero();
  }

  private static TrainingSession session(
      NetworkDefinition definition, Activation activation, int degree) {
    Recipe recipe = new Recipe(32, 0.01, 0.3, 0.01, 1, 0, 4, 0.1, Augmentation.NONE);
    TrainableNetwork network = new TrainableNetwork(definition, activation, degree);
    return new TrainingSession(
        network, recipe, null, Normalisation.PIXELS, 20, new SplittableRandom(1));
  }

  private static float[] evaluate(Network network, float[] pixels) {
    double[][] images = new double[IMAGES][PIXELS];
    for (int i = 0; i < pixels.length; i++) {
      images[i / PIXELS][i % PIXELS] = pixels[i];
    }
    double[][] scores = NetworkEvaluator.of(network).evaluate(images);
    float[] flat = new float[IMAGES * CLASSES];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) scores[i / CLASSES][i % CLASSES];
    }
    return flat;
  }

  private static float[] runtimeScores(Path file, float[] pixels) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(pixels), new long[] {IMAGES, 1, 28, 28});
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), input))) {
      FloatBuffer scores = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[scores.remaining()];
      scores.get(values);
      return values;
    }
  }
}
