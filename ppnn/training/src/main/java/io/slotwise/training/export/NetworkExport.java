package io.slotwise.training.export;

import io.slotwise.model.Convolution;
import io.slotwise.model.Dense;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.PolynomialActivation;
import io.slotwise.model.Preprocessing;
import io.slotwise.model.Reshape;
import io.slotwise.model.Shape;
import io.slotwise.model.Tensor;
import io.slotwise.model.Window;
import io.slotwise.training.network.LayerDefinition;
import io.slotwise.training.network.LayerDefinition.ActivationSlot;
import io.slotwise.training.network.LayerDefinition.BatchNormalisation;
import io.slotwise.training.network.TrainableNetwork;
import io.slotwise.training.network.TrainableNetwork.Stage;
import java.util.List;
import java.util.Map;

/**
 * Turns a trained network into the graph of plain layers that is written as ONNX, with batch
 * normalisation folded into the layers before it. For one network; not safe for several threads.
 */
public final class NetworkExport {
  /** Pixels are trained on as bytes divided by 255, so from 0 to 1. */
  private static final Preprocessing PREPROCESSING =
      new Preprocessing(List.of(1.0 / 255), List.of(), new InputRange(0, 1));

  private final TrainableNetwork trained;
  private final Network.Builder network;
  private int convolutions;
  private int denseLayers;
  private int activations;

  private NetworkExport(TrainableNetwork trained) {
    this.trained = trained;
    this.network = Network.builder(trained.definition().input());
  }

  /**
   * Exports a network. Its weights are copied, so that it may be closed or trained further.
   *
   * @param trained an initialised network
   * @param metadata what the model says of itself, besides its preprocessing
   * @return the same function, in double precision
   * @throws io.slotwise.model.ModelException if a weight is not finite
   */
  public static Network export(TrainableNetwork trained, Map<String, String> metadata) {
    NetworkExport export = new NetworkExport(trained);
    export.addLayers();
    return export.network.metadata(metadata).preprocessing(PREPROCESSING).build();
  }

  private void addLayers() {
    for (Stage stage : trained.stages()) {
      switch (stage.layer()) {
        case LayerDefinition.Convolution layer ->
            addConvolution(layer, WeightedLayer.of(stage, layer.maps()));
        case LayerDefinition.Dense layer -> addDense(layer, WeightedLayer.of(stage, layer.units()));
        case ActivationSlot _ -> addActivation();
        case BatchNormalisation _ -> {} // folded into the layer before it
      }
    }
  }

  private void addConvolution(LayerDefinition.Convolution layer, WeightedLayer weighted) {
    Shape input = lastShape();
    int kernel = layer.kernel();
    Window window =
        Window.of(kernel, kernel, layer.stride())
            .withPads(
                layer.padding(),
                layer.padding(),
                layer.paddingAtEnd(input.get(1)),
                layer.paddingAtEnd(input.get(2)));
    Tensor weights = Tensor.of(weighted.weights(), layer.maps(), input.get(0), kernel, kernel);
    String name = "convolution" + ++convolutions;
    network.then(new Convolution(name, weights, weighted.bias(), window, 1));
  }

  private void addDense(LayerDefinition.Dense layer, WeightedLayer weighted) {
    if (lastShape().rank() > 1) {
      network.then(new Reshape("flatten", Shape.of(lastShape().size())));
    }
    Tensor weights = Tensor.of(weighted.weights(), layer.units(), lastShape().size());
    network.then(new Dense("dense" + ++denseLayers, weights, weighted.bias()));
  }

  private void addActivation() {
    network.then(
        PolynomialActivation.layerWise(
            "activation" + ++activations, lastShape(), trained.activation().coefficients()));
  }

  private Shape lastShape() {
    return network.shape(network.last());
  }
}
