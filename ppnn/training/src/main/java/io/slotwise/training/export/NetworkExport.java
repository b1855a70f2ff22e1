package io.slotwise.training.export;

import io.slotwise.model.Convolution;
import io.slotwise.model.Dense;
import io.slotwise.model.Network;
import io.slotwise.model.PolynomialActivation;
import io.slotwise.model.Reshape;
import io.slotwise.model.Shape;
import io.slotwise.model.Tensor;
import io.slotwise.model.Window;
import io.slotwise.model.onnx.OnnxWriter;
import io.slotwise.training.data.Normalisation;
import io.slotwise.training.network.Activation;
import io.slotwise.training.network.LayerDefinition;
import io.slotwise.training.network.LayerDefinition.ActivationSlot;
import io.slotwise.training.network.LayerDefinition.BatchNormalisation;
import io.slotwise.training.network.PolynomialBlock;
import io.slotwise.training.network.TrainableNetwork;
import io.slotwise.training.network.TrainableNetwork.Stage;
import java.nio.file.Path;
import java.util.Map;

/**
 * Turns a trained network into the graph of plain layers that is written as ONNX, with batch
 * normalisation folded into the layers before it. For one network; not safe for several threads.
 */
public final class NetworkExport {
  private final Network.Builder network;

  private NetworkExport(TrainableNetwork trained) {
    this.network = Network.builder(trained.definition().input());
  }

  /**
   * Exports a network of polynomials. Its weights are copied, so that it may be closed or trained
   * further.
   *
   * @param trained an initialised network
   * @param normalisation what it expects to be done to examples
   * @param metadata what the model says of itself, besides its preprocessing
   * @return the same function, in double precision
   * @throws io.slotwise.model.ModelException if a weight is not finite
   * @throws IllegalArgumentException if its activations are ReLU; see {@link #write}
   */
  public static Network export(
      TrainableNetwork trained, Normalisation normalisation, Map<String, String> metadata) {
    if (trained.activation() == Activation.RELU) {
      throw new IllegalArgumentException("a network of ReLU has no form in layers of polynomials");
    }
    return layers(trained, normalisation, metadata);
  }

  private static Network layers(
      TrainableNetwork trained, Normalisation normalisation, Map<String, String> metadata) {
    return builder(trained).metadata(metadata).preprocessing(normalisation.preprocessing()).build();
  }

  /** Returns the layers alone; ReLU is a plain square. */
  static Network layersOf(TrainableNetwork trained) {
    return builder(trained).build();
  }

  private static Network.Builder builder(TrainableNetwork trained) {
    NetworkExport export = new NetworkExport(trained);
    trained.stages().forEach(export::add);
    return export.network;
  }

  /**
   * Writes a network as ONNX, whatever its activations.
   *
   * @param trained an initialised network
   * @param normalisation what it expects to be done to examples
   * @param metadata what the model says of itself, besides its preprocessing
   * @param file replaced if it exists
   * @throws io.slotwise.model.ModelException if a weight is not finite
   * @throws java.io.UncheckedIOException if the file cannot be written
   */
  public static void write(
      TrainableNetwork trained,
      Normalisation normalisation,
      Map<String, String> metadata,
      Path file) {
    Network layers = layers(trained, normalisation, metadata);
    if (trained.activation() == Activation.RELU) {
      ReluModel.write(layers, file);
    } else {
      OnnxWriter.write(layers, file);
    }
  }

  private void add(Stage stage) {
    switch (stage.layer()) {
      case LayerDefinition.Convolution layer -> addConvolution(stage, layer, layer.maps(), 1);
      case LayerDefinition.DepthwiseConvolution layer -> {
        int channels = lastShape().get(0);
        addConvolution(stage, layer, channels * layer.multiplier(), channels);
      }
      case LayerDefinition.Dense layer ->
          addDense(stage.name(), layer, WeightedLayer.of(stage, layer.units()));
      case ActivationSlot _ -> network.then(activation(stage));
      case BatchNormalisation _ -> {} // folded into the layer before it
    }
  }

  private void addConvolution(
      Stage stage, LayerDefinition.KernelLayer layer, int channels, int groups) {
    WeightedLayer weighted = WeightedLayer.of(stage, channels);
    Shape input = lastShape();
    int kernel = layer.kernel();
    Window window =
        Window.of(kernel, kernel, layer.stride())
            .withPads(
                layer.padding(),
                layer.padding(),
                layer.paddingAtEnd(input.get(1)),
                layer.paddingAtEnd(input.get(2)));
    Tensor weights = Tensor.of(weighted.weights(), channels, input.get(0) / groups, kernel, kernel);
    network.then(new Convolution(stage.name(), weights, weighted.bias(), window, groups));
  }

  private void addDense(String name, LayerDefinition.Dense layer, WeightedLayer weighted) {
    if (lastShape().rank() > 1) {
      network.then(new Reshape("flatten", Shape.of(lastShape().size())));
    }
    Tensor weights = Tensor.of(weighted.weights(), layer.units(), lastShape().size());
    network.then(new Dense(name, weights, weighted.bias()));
  }

  /** The square stands for ReLU too, until {@link ReluModel} puts that in its place. */
  private PolynomialActivation activation(Stage stage) {
    if (!(stage.block() instanceof PolynomialBlock polynomial)) {
      return PolynomialActivation.layerWise(stage.name(), lastShape(), 0, 0, 1);
    }
    double[][] coefficients = polynomial.coefficients();
    int elements = lastShape().size();
    double[] values = new double[coefficients.length * elements];
    for (int i = 0; i < values.length; i++) {
      double[] units = coefficients[i / elements];
      values[i] = units[i % elements / (elements / units.length)];
    }
    return new PolynomialActivation(
        stage.name(), new Tensor(lastShape().prepend(coefficients.length), values));
  }

  private Shape lastShape() {
    return network.shape(network.last());
  }
}
