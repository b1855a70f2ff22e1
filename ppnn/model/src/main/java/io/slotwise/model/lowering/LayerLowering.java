package io.slotwise.model.lowering;

import io.slotwise.model.Affine;
import io.slotwise.model.AveragePooling;
import io.slotwise.model.BatchNormalization;
import io.slotwise.model.Concatenation;
import io.slotwise.model.Convolution;
import io.slotwise.model.Dense;
import io.slotwise.model.GlobalAveragePooling;
import io.slotwise.model.Network;
import io.slotwise.model.Padding;
import io.slotwise.model.PolynomialActivation;
import io.slotwise.model.Reshape;
import io.slotwise.model.Shape;
import io.slotwise.model.Sum;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.Operation;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Turns each layer into at most one operation (two for a polynomial of rows that lie apart). */
final class LayerLowering {
  private final Network network;
  private final List<Operation> operations = new ArrayList<>();
  private final List<Rows> values = new ArrayList<>();

  private LayerLowering(Network network) {
    this.network = network;
  }

  static Program lower(Network network) {
    return new LayerLowering(network).lower();
  }

  private Program lower() {
    values.add(Rows.of(0, network.inputShape().size()));
    for (Network.Node node : network.nodes()) {
      values.add(lower(node));
    }
    Rows scores = values.getLast();
    int last = operations.size();
    if (last == 0 || !scores.isWhole(last, operations.getLast().outputRows())) {
      addDiagonal(network.nodes().getLast().layer().name(), scores);
    }
    return new Program(network.inputShape().size(), operations);
  }

  private Rows lower(Network.Node node) {
    Rows x = values.get(node.inputs().getFirst());
    Shape input = network.shape(node.inputs().getFirst());
    return switch (node.layer()) {
      case Convolution layer -> add(WindowBlocks.convolution(layer, input, node.shape(), x));
      case AveragePooling layer -> add(WindowBlocks.average(layer, input, node.shape(), x));
      case GlobalAveragePooling layer -> add(WindowBlocks.globalAverage(layer, input, x));
      case Dense layer -> add(dense(layer, x));
      case BatchNormalization layer -> {
        double[] scale = perElement(layer.scale(), input);
        yield add(diagonal(layer.name(), x, scale, perElement(layer.shift(), input)));
      }
      case Affine layer ->
          add(diagonal(layer.name(), x, layer.scale().values(), layer.shift().values()));
      case PolynomialActivation layer -> polynomial(layer, x);
      case Sum layer -> add(sum(layer, node));
      case Reshape _ -> x;
      case Concatenation layer -> concatenate(layer, node);
      case Padding layer -> pad(layer, input, node.shape(), x);
    };
  }

  private Rows add(Operation operation) {
    operations.add(operation);
    return Rows.of(operations.size(), operation.outputRows());
  }

  private static LinearOperation dense(Dense layer, Rows x) {
    double[][] weights = new double[layer.outputs()][];
    int inputs = layer.inputs();
    for (int o = 0; o < weights.length; o++) {
      weights[o] = Arrays.copyOfRange(layer.weights().values(), o * inputs, (o + 1) * inputs);
    }
    int[] elements = range(inputs);
    LinearBuilder builder = new LinearBuilder();
    builder.dense(x, elements, elements, range(layer.outputs()), weights);
    return builder.build(layer.name(), layer.bias());
  }

  private static double[] perElement(double[] perChannel, Shape shape) {
    double[] result = new double[shape.size()];
    Arrays.setAll(result, e -> perChannel[e / shape.stride(0)]);
    return result;
  }

  private static LinearOperation diagonal(String name, Rows x, double[] scale, double[] shift) {
    LinearBuilder builder = new LinearBuilder();
    builder.diagonal(x, scale);
    return builder.build(name, shift);
  }

  /** Brings rows together into one value. */
  private Rows addDiagonal(String name, Rows x) {
    double[] ones = new double[x.size()];
    Arrays.fill(ones, 1);
    return add(diagonal(name, x, ones, new double[x.size()]));
  }

  private Rows polynomial(PolynomialActivation layer, Rows x) {
    int value = x.values()[0];
    int rows = value == 0 ? values.getFirst().size() : operations.get(value - 1).outputRows();
    if (!x.isWhole(value, rows)) {
      value = addDiagonal(layer.name(), x).values()[0];
    }
    double[][] coefficients = new double[layer.degree() + 1][];
    for (int d = 0; d < coefficients.length; d++) {
      double[] all = layer.coefficients().values();
      coefficients[d] = Arrays.copyOfRange(all, d * x.size(), (d + 1) * x.size());
    }
    return add(new PolynomialOperation(layer.name(), value, coefficients));
  }

  private LinearOperation sum(Sum layer, Network.Node node) {
    LinearBuilder builder = new LinearBuilder();
    double[] factors = new double[node.shape().size()];
    for (int i = 0; i < node.inputs().size(); i++) {
      Arrays.fill(factors, layer.coefficients().get(i));
      builder.diagonal(values.get(node.inputs().get(i)), factors);
    }
    return builder.build(layer.name(), new double[factors.length]);
  }

  private Rows concatenate(Concatenation layer, Network.Node node) {
    int[] fromValues = new int[node.shape().size()];
    int[] fromRows = new int[fromValues.length];
    int inner = node.shape().stride(layer.axis());
    int row = inner * node.shape().get(layer.axis());
    int start = 0;
    for (int input : node.inputs()) {
      Rows part = values.get(input);
      int length = inner * network.shape(input).get(layer.axis());
      for (int outer = 0; outer * row < fromRows.length; outer++) {
        int to = outer * row + start;
        System.arraycopy(part.values(), outer * length, fromValues, to, length);
        System.arraycopy(part.rows(), outer * length, fromRows, to, length);
      }
      start += length;
    }
    return new Rows(fromValues, fromRows);
  }

  private Rows pad(Padding layer, Shape input, Shape output, Rows x) {
    int[] fromValues = new int[output.size()];
    int[] fromRows = new int[output.size()];
    Arrays.fill(fromValues, x.values()[0]);
    Arrays.fill(fromRows, -1);
    double[] bias = new double[output.size()];
    Arrays.fill(bias, layer.value());
    for (int e = 0; e < input.size(); e++) {
      int to = 0;
      for (int axis = 0; axis < input.rank(); axis++) {
        int position = e / input.stride(axis) % input.get(axis) + layer.before().get(axis);
        to += position * output.stride(axis);
      }
      fromValues[to] = x.values()[e];
      fromRows[to] = x.rows()[e];
      bias[to] = 0;
    }
    Rows padded = new Rows(fromValues, fromRows);
    if (layer.value() == 0) {
      return padded;
    }
    double[] ones = new double[output.size()];
    Arrays.fill(ones, 1);
    return add(diagonal(layer.name(), padded, ones, bias));
  }

  static int[] range(int count) {
    int[] range = new int[count];
    Arrays.setAll(range, i -> i);
    return range;
  }
}
