package io.slotwise.model.onnx;

import io.slotwise.model.Affine;
import io.slotwise.model.Layer;
import io.slotwise.model.ModelException;
import io.slotwise.model.Network;
import io.slotwise.model.PolynomialActivation;
import io.slotwise.model.Shape;
import io.slotwise.model.Tensor;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has been read of a graph so far: the tensors by name and the layers made. */
final class Scope {
  /** The most elements that a value of the network may have for one image. */
  static final int MAX_FEATURES = 1 << 22;

  private final Network.Builder network;
  private final int fixedBatch;
  private final Map<String, Value> values = new HashMap<>();
  private final IdentityHashMap<Activation, Integer> materialized = new IdentityHashMap<>();

  Scope(Network.Builder network, int fixedBatch) {
    this.network = network;
    this.fixedBatch = fixedBatch;
    requireFeasible(network.shape(0));
  }

  /** The batch size that the model was exported for; 0 if it is symbolic. */
  int fixedBatch() {
    return fixedBatch;
  }

  void define(String name, Value value) {
    values.put(name, value);
  }

  @Nullable Value get(String name) {
    return values.get(name);
  }

  /** Appends a layer. */
  Activation add(Layer layer, Activation... inputs) {
    int[] numbers = new int[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      numbers[i] = materialize(inputs[i]);
    }
    return addTo(layer, numbers);
  }

  /** Appends a layer that reads values of the network as they are. */
  Activation addTo(Layer layer, int... inputs) {
    int value = network.add(layer, inputs);
    requireFeasible(network.shape(value));
    return Activation.of(value, network.shape(value));
  }

  /** The network's value for a tensor, with a layer made for its polynomial if it has one. */
  int materialize(Activation activation) {
    Polynomial polynomial = activation.polynomial();
    if (polynomial.isIdentity()) {
      return activation.base();
    }
    Integer known = materialized.get(activation);
    if (known == null) {
      known = network.add(layerFor(activation), activation.base());
      materialized.put(activation, known);
    }
    return known;
  }

  private static Layer layerFor(Activation activation) {
    Polynomial polynomial = activation.polynomial();
    Shape shape = activation.shape();
    String name = activation.layerName();
    int size = shape.size();
    if (polynomial.degree() <= 1) {
      Tensor scale = new Tensor(shape, polynomial.coefficients(1, size));
      return new Affine(name, scale, new Tensor(shape, polynomial.coefficients(0, size)));
    }
    Shape coefficientShape = shape.prepend(polynomial.degree() + 1);
    double[] coefficients = new double[coefficientShape.size()];
    for (int d = 0; d <= polynomial.degree(); d++) {
      System.arraycopy(polynomial.coefficients(d, size), 0, coefficients, d * size, size);
    }
    return new PolynomialActivation(name, new Tensor(coefficientShape, coefficients));
  }

  private static void requireFeasible(Shape shape) {
    if (shape.size() > MAX_FEATURES) {
      throw new ModelException(
          "shape " + shape + ": one image may have at most " + MAX_FEATURES + " elements");
    }
  }
}
