package io.slotwise.model.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import io.slotwise.model.Affine;
import io.slotwise.model.AveragePooling;
import io.slotwise.model.BatchNormalization;
import io.slotwise.model.Concatenation;
import io.slotwise.model.Convolution;
import io.slotwise.model.Dense;
import io.slotwise.model.GlobalAveragePooling;
import io.slotwise.model.Layer;
import io.slotwise.model.Network;
import io.slotwise.model.Padding;
import io.slotwise.model.PolynomialActivation;
import io.slotwise.model.Reshape;
import io.slotwise.model.Sum;
import io.slotwise.model.Tensor;
import io.slotwise.model.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes layers as ONNX nodes. Used once. */
final class LayerWriter {
  private final NodeWriter nodes;

  LayerWriter(GraphProto.Builder graph) {
    nodes = new NodeWriter(graph);
  }

  /** Appends all layers of a network between two tensors. */
  void write(Network network, String input, String output) {
    List<String> tensors = new ArrayList<>(List.of(input));
    for (Network.Node node : network.nodes()) {
      List<String> inputs = node.inputs().stream().map(tensors::get).toList();
      nodes.layer(node.layer().name());
      tensors.add(write(node.layer(), inputs));
    }
    nodes.renameLast(output);
  }

  private String write(Layer layer, List<String> inputs) {
    String x = inputs.getFirst();
    return switch (layer) {
      case Convolution convolution -> convolution(convolution, x);
      case Dense dense ->
          nodes.node(
              "Gemm",
              List.of(
                  x,
                  nodes.floats("weights", dense.weights()),
                  nodes.floats("bias", dense.bias(), dense.outputs())),
              Attribute.of("transB", 1));
      case BatchNormalization normalization -> normalization(normalization, x);
      case Affine affine -> affine(affine, x);
      case PolynomialActivation activation -> polynomial(activation, x);
      case AveragePooling pooling -> pooling(pooling, x);
      case GlobalAveragePooling _ -> nodes.node("GlobalAveragePool", List.of(x));
      case Reshape reshape -> reshape(reshape, x);
      case Sum sum -> sum(sum, inputs);
      case Concatenation concatenation ->
          nodes.node("Concat", inputs, Attribute.of("axis", concatenation.axis() + 1));
      case Padding padding -> padding(padding, x);
    };
  }

  private String convolution(Convolution layer, String x) {
    List<AttributeProto> attributes = window(layer.window());
    attributes.add(dilations(layer.window()));
    attributes.add(Attribute.of("group", layer.groups()));
    return nodes.node(
        "Conv",
        List.of(
            x,
            nodes.floats("weights", layer.weights()),
            nodes.floats("bias", layer.bias(), layer.outputChannels())),
        attributes.toArray(AttributeProto[]::new));
  }

  private String pooling(AveragePooling layer, String x) {
    List<AttributeProto> attributes = window(layer.window());
    if (layer.window().dilationHeight() * layer.window().dilationWidth() > 1) {
      attributes.add(dilations(layer.window()));
    }
    attributes.add(Attribute.of("count_include_pad", layer.countPadding() ? 1 : 0));
    attributes.add(Attribute.of("ceil_mode", layer.ceil() ? 1 : 0));
    return nodes.node("AveragePool", List.of(x), attributes.toArray(AttributeProto[]::new));
  }

  private static List<AttributeProto> window(Window window) {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(Attribute.of("kernel_shape", window.kernelHeight(), window.kernelWidth()));
    attributes.add(Attribute.of("strides", window.strideHeight(), window.strideWidth()));
    attributes.add(
        Attribute.of(
            "pads", window.padTop(), window.padLeft(), window.padBottom(), window.padRight()));
    return attributes;
  }

  private static AttributeProto dilations(Window window) {
    return Attribute.of("dilations", window.dilationHeight(), window.dilationWidth());
  }

  private String normalization(BatchNormalization layer, String x) {
    int channels = layer.scale().length;
    double[] ones = new double[channels];
    Arrays.fill(ones, 1);
    return nodes.node(
        "BatchNormalization",
        List.of(
            x,
            nodes.floats("scale", layer.scale(), channels),
            nodes.floats("shift", layer.shift(), channels),
            nodes.floats("mean", new double[channels], channels),
            nodes.floats("variance", ones, channels)),
        Attribute.of("epsilon", 0f));
  }

  private String affine(Affine layer, String x) {
    String scale = nodes.broadcast("scale", layer.scale());
    String shift = nodes.broadcast("shift", layer.shift());
    return nodes.node("Add", List.of(nodes.node("Mul", List.of(x, scale)), shift));
  }

  /** Horner's rule, without the additions of zero and the multiplication by one. */
  private String polynomial(PolynomialActivation layer, String x) {
    int degree = layer.degree();
    Tensor leading = coefficients(layer, degree);
    String sum =
        isAll(leading, 1)
            ? x
            : nodes.node("Mul", List.of(x, nodes.broadcast("coefficient" + degree, leading)));
    for (int d = degree - 1; d >= 0; d--) {
      Tensor next = coefficients(layer, d);
      if (!isAll(next, 0)) {
        sum = nodes.node("Add", List.of(sum, nodes.broadcast("coefficient" + d, next)));
      }
      if (d > 0) {
        sum = nodes.node("Mul", List.of(sum, x));
      }
    }
    return sum;
  }

  private static Tensor coefficients(PolynomialActivation layer, int power) {
    int size = layer.inputShape().size();
    double[] all = layer.coefficients().values();
    return new Tensor(
        layer.inputShape(), Arrays.copyOfRange(all, power * size, (power + 1) * size));
  }

  private static boolean isAll(Tensor tensor, double value) {
    return Arrays.stream(tensor.values()).allMatch(v -> v == value);
  }

  private String reshape(Reshape layer, String x) {
    if (layer.shape().rank() == 1) {
      return nodes.node("Flatten", List.of(x), Attribute.of("axis", 1));
    }
    long[] dims = new long[layer.shape().rank() + 1];
    for (int i = 1; i < dims.length; i++) {
      dims[i] = layer.shape().get(i - 1);
    }
    return nodes.node("Reshape", List.of(x, nodes.integers("shape", dims)));
  }

  private String sum(Sum layer, List<String> inputs) {
    String sum = scaled(layer, inputs, 0);
    for (int i = 1; i < inputs.size(); i++) {
      sum = nodes.node("Add", List.of(sum, scaled(layer, inputs, i)));
    }
    return inputs.size() == 1 ? nodes.node("Identity", List.of(sum)) : sum;
  }

  private String scaled(Sum layer, List<String> inputs, int index) {
    double factor = layer.coefficients().get(index);
    if (factor == 1) {
      return inputs.get(index);
    }
    String constant = nodes.floats("factor" + index, new double[] {factor});
    return nodes.node("Mul", List.of(inputs.get(index), constant));
  }

  private String padding(Padding layer, String x) {
    int rank = layer.before().size() + 1;
    long[] pads = new long[2 * rank];
    for (int i = 1; i < rank; i++) {
      pads[i] = layer.before().get(i - 1);
      pads[rank + i] = layer.after().get(i - 1);
    }
    return nodes.node(
        "Pad",
        List.of(
            x, nodes.integers("pads", pads), nodes.floats("value", new double[] {layer.value()})));
  }
}
