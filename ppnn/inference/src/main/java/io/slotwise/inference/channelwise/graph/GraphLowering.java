package io.slotwise.inference.channelwise.graph;

import io.slotwise.inference.channelwise.graph.GraphNode.Linear;
import io.slotwise.inference.channelwise.graph.GraphNode.Product;
import io.slotwise.inference.channelwise.graph.GraphNode.Term;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns a network into linear maps and products. Batch normalisation, pooling, padding and scaling
 * are linear maps that go into their neighbours; a quadratic a·x² + b·x + c becomes the square of x
 * + b/2a, whose factor and shift go into the next layer, unless that would square numbers far from
 * 0.
 */
public final class GraphLowering {
  /** How many times its largest input a shift before a square may be. */
  private static final double LARGEST_SHIFT = 16;

  private final Network network;
  private final double[] magnitudes;
  private final List<GraphNode> nodes = new ArrayList<>();

  /** The value of the graph that stands for each value of the network. */
  private final int[] valueOf;

  private GraphLowering(Network network, double[] magnitudes) {
    this.network = network;
    this.magnitudes = magnitudes;
    valueOf = new int[network.values()];
  }

  /**
   * Lowers a network.
   *
   * @param magnitudes about how large the numbers of each value of the network are in absolute
   *     terms; they only decide how polynomials are written
   * @return a graph that computes the same scores, up to rounding
   */
  public static SlotGraph lower(Network network, double[] magnitudes) {
    return GraphFusion.fuse(new GraphLowering(network, magnitudes).lower());
  }

  private SlotGraph lower() {
    for (int n = 0; n < network.nodes().size(); n++) {
      Network.Node node = network.nodes().get(n);
      valueOf[n + 1] = lower(node, magnitudes[node.inputs().getFirst()]);
    }
    int scores = valueOf[network.values() - 1];
    if (scores != nodes.size() || nodes.isEmpty()) {
      scores = shift("scores", scores, new double[shape(scores).size()]);
    }
    return new SlotGraph(network.inputShape(), nodes);
  }

  private int lower(Network.Node node, double magnitude) {
    Shape input = network.shape(node.inputs().getFirst());
    int value = valueOf[node.inputs().getFirst()];
    String name = node.layer().name();
    return switch (node.layer()) {
      case Convolution layer ->
          linear(
              node,
              LayerMaps.convolution(layer, input, node.shape()),
              repeated(layer.bias(), node.shape()),
              Downsampling.of(layer.window()));
      case AveragePooling layer ->
          linear(
              node,
              LayerMaps.averagePooling(layer, input, node.shape()),
              new double[node.shape().size()],
              Downsampling.of(layer.window()));
      case GlobalAveragePooling _ ->
          linear(
              node,
              LayerMaps.globalAveragePooling(input),
              new double[node.shape().size()],
              new Downsampling(input.get(1), input.get(2)));
      case Dense layer ->
          linear(node, LayerMaps.dense(layer), layer.bias().clone(), Downsampling.NONE);
      case BatchNormalization layer ->
          scale(name, value, repeated(layer.scale(), input), repeated(layer.shift(), input));
      case Affine layer -> scale(name, value, layer.scale().values(), layer.shift().values());
      case Padding layer -> pad(node, layer, input);
      case Sum layer -> sum(node, layer);
      case Concatenation layer -> concatenate(node, layer);
      case PolynomialActivation layer -> polynomial(layer, value, magnitude);
      case Reshape _ -> value;
    };
  }

  private int linear(Network.Node node, LinearMap map, double[] bias, Downsampling downsampling) {
    List<Term> terms = List.of(new Term(valueOf[node.inputs().getFirst()], map));
    return add(new Linear(node.layer().name(), node.shape(), terms, bias, downsampling));
  }

  private int pad(Network.Node node, Padding layer, Shape input) {
    SelectionMap map = LayerMaps.padding(layer, input, node.shape());
    double[] bias = new double[node.shape().size()];
    Arrays.setAll(bias, i -> map.sources()[i] < 0 ? layer.value() : 0);
    return linear(node, map, bias, Downsampling.NONE);
  }

  private int sum(Network.Node node, Sum layer) {
    int elements = node.shape().size();
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      LinearMap map = DiagonalMap.constant(elements, layer.coefficients().get(i));
      terms.add(new Term(valueOf[node.inputs().get(i)], map));
    }
    double[] bias = new double[elements];
    return add(new Linear(layer.name(), node.shape(), terms, bias, Downsampling.NONE));
  }

  private int concatenate(Network.Node node, Concatenation layer) {
    List<Term> terms = new ArrayList<>();
    int start = 0;
    for (int input : node.inputs()) {
      Shape part = network.shape(input);
      LinearMap map = LayerMaps.concatenation(layer, part, start, node.shape());
      terms.add(new Term(valueOf[input], map));
      start += part.get(layer.axis());
    }
    double[] bias = new double[node.shape().size()];
    return add(new Linear(layer.name(), node.shape(), terms, bias, Downsampling.NONE));
  }

  private int polynomial(PolynomialActivation layer, int value, double magnitude) {
    int elements = layer.inputShape().size();
    double[][] coefficients = new double[layer.degree() + 1][elements];
    for (int d = 0; d <= layer.degree(); d++) {
      for (int e = 0; e < elements; e++) {
        coefficients[d][e] = layer.coefficient(d, e);
      }
    }
    if (layer.degree() == 2 && hasNearVertex(coefficients, magnitude)) {
      return vertexForm(layer.name(), value, coefficients);
    }
    return powerForm(layer.name(), value, coefficients);
  }

  private static boolean hasNearVertex(double[][] coefficients, double magnitude) {
    double largest = LARGEST_SHIFT * Math.max(1, magnitude);
    for (int e = 0; e < coefficients[0].length; e++) {
      double a = coefficients[2][e];
      boolean constant = a == 0 && coefficients[1][e] == 0;
      if (!constant && !(Math.abs(coefficients[1][e] / (2 * a)) <= largest)) {
        return false;
      }
    }
    return true;
  }

  /** a·(x + b/2a)² + c - b²/4a. */
  private int vertexForm(String name, int value, double[][] coefficients) {
    int elements = coefficients[0].length;
    double[] before = new double[elements];
    double[] after = new double[elements];
    for (int e = 0; e < elements; e++) {
      double a = coefficients[2][e];
      before[e] = a == 0 ? 0 : coefficients[1][e] / (2 * a);
      after[e] = coefficients[0][e] - a * before[e] * before[e];
    }
    int shifted = shift(name, value, before);
    int square = add(new Product(name, shape(shifted), shifted, shifted));
    return scale(name, square, coefficients[2], after);
  }

  /** The sum of all powers times their coefficients. */
  private int powerForm(String name, int value, double[][] coefficients) {
    int[] powers = new int[coefficients.length];
    powers[1] = value;
    List<Term> terms = new ArrayList<>();
    for (int d = 1; d < coefficients.length; d++) {
      if (Arrays.stream(coefficients[d]).anyMatch(c -> c != 0)) {
        terms.add(new Term(power(name, powers, d), new DiagonalMap(coefficients[d])));
      }
    }
    if (terms.isEmpty()) {
      terms.add(new Term(value, DiagonalMap.constant(coefficients[0].length, 0)));
    }
    return add(new Linear(name, shape(value), terms, coefficients[0], Downsampling.NONE));
  }

  /** The value of a power, made of the two powers that are half of it. */
  private int power(String name, int[] powers, int exponent) {
    if (exponent > 1 && powers[exponent] == 0) {
      int left = power(name, powers, (exponent + 1) / 2);
      int right = power(name, powers, exponent / 2);
      powers[exponent] = add(new Product(name, shape(left), left, right));
    }
    return powers[exponent];
  }

  private int scale(String name, int value, double[] factors, double[] shifts) {
    List<Term> terms = List.of(new Term(value, new DiagonalMap(factors)));
    return add(new Linear(name, shape(value), terms, shifts, Downsampling.NONE));
  }

  private int shift(String name, int value, double[] shifts) {
    List<Term> terms = List.of(new Term(value, DiagonalMap.identity(shifts.length)));
    return add(new Linear(name, shape(value), terms, shifts, Downsampling.NONE));
  }

  private int add(GraphNode node) {
    nodes.add(node);
    return nodes.size();
  }

  private Shape shape(int value) {
    return value == 0 ? network.inputShape() : nodes.get(value - 1).shape();
  }

  /** One number per channel (the outermost axis), repeated for all its elements. */
  private static double[] repeated(double[] channels, Shape shape) {
    double[] elements = new double[shape.size()];
    Arrays.setAll(elements, i -> channels[i / shape.stride(0)]);
    return elements;
  }
}
