package io.slotwise.model.testing;

import static io.slotwise.model.testing.OnnxBuilder.attribute;
import static io.slotwise.model.testing.OnnxBuilder.attributes;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.slotwise.model.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;

/**
 * Random small networks that use every supported operator and option. The same seed gives the same
 * model. Not safe for several threads.
 */
public final class RandomModels {
  private static final int[] OPSETS = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23};

  private final Random random;
  private final StringJoiner description = new StringJoiner(" ");
  private final OnnxBuilder builder;
  private final RandomConstants constants;
  private final RandomPolynomials polynomials;
  private final int fixedBatch;
  private final int[] inputShape;
  private String tensor = "input";
  private int[] shape;

  /** An upper bound of the degree since the last layer that is not element-wise. */
  private int degree = 1;

  private RandomModels(long seed) {
    random = new Random(seed);
    int opset = OPSETS[random.nextInt(OPSETS.length)];
    fixedBatch = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;
    inputShape =
        random.nextInt(6) == 0
            ? new int[] {2 + random.nextInt(8)}
            : new int[] {1 + random.nextInt(4), 3 + random.nextInt(6), 3 + random.nextInt(6)};
    shape = inputShape;
    builder = new OnnxBuilder(opset, fixedBatch, inputShape);
    constants = new RandomConstants(builder, random);
    polynomials = new RandomPolynomials(builder, random);
    description.add("seed " + seed + " opset " + opset + " batch " + fixedBatch);
  }

  /** A random model: one to three activations among linear layers. */
  public static RandomModel generate(long seed) {
    return new RandomModels(seed).network();
  }

  /** A model that is one spelling of a polynomial; see {@link RandomPolynomials}. */
  public static RandomModel polynomial(int spelling, long seed) {
    RandomModels models = new RandomModels(seed);
    models.description.add("spelling " + spelling);
    models.tensor = models.polynomials.write(spelling, models.tensor, models.shape);
    return models.finish();
  }

  private RandomModel network() {
    int activations = 1 + random.nextInt(3);
    for (int i = 0; i < activations; i++) {
      int layers = random.nextInt(3);
      for (int l = 0; l < layers; l++) {
        layer();
      }
      polynomial();
    }
    if (shape.length == 3) {
      toFeatures();
    }
    dense();
    if (random.nextInt(4) == 0) {
      trailing();
    }
    return finish();
  }

  private RandomModel finish() {
    int images = fixedBatch > 0 ? fixedBatch : 1 + random.nextInt(4);
    Shape input = Shape.of(inputShape);
    double[][] data = new double[images][];
    for (int i = 0; i < images; i++) {
      data[i] = constants.numbers(input.size(), 1);
    }
    return new RandomModel(description.toString(), builder.build(tensor), input, data);
  }

  private void layer() {
    if (shape.length == 1) {
      switch (random.nextInt(4)) {
        case 0 -> normalization();
        case 1 -> residual();
        default -> dense();
      }
      return;
    }
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> convolution();
      case 3 -> normalization();
      case 4, 5 -> averagePool();
      case 6 -> pad();
      case 7 -> concat();
      case 8, 9 -> residual();
      case 10 -> affine();
      default -> toFeatures();
    }
  }

  private void polynomial() {
    limitDegree();
    degree *= 4;
    int spelling = random.nextInt(RandomPolynomials.SPELLINGS);
    description.add("polynomial-" + spelling);
    tensor = polynomials.write(spelling, tensor, shape);
  }

  private void affine() {
    description.add("affine");
    tensor = builder.node("Mul", List.of(tensor, constants.broadcast(shape, 1)));
    tensor = builder.node("Add", List.of(constants.broadcast(shape, 1), tensor));
  }

  private void convolution() {
    int groups = groups();
    int outputs = groups * (1 + random.nextInt(3));
    Geometry geometry = Geometry.random(random, shape, false, false);
    description.add("conv[groups " + groups + " " + geometry + "]");
    int taps = shape[0] / groups * geometry.kernel()[0] * geometry.kernel()[1];
    double[] weights = constants.numbers(outputs * taps, 1.5 / Math.sqrt(taps));
    List<String> inputs = new ArrayList<>();
    inputs.add(tensor);
    inputs.add(
        builder.floats(
            weights, outputs, shape[0] / groups, geometry.kernel()[0], geometry.kernel()[1]));
    if (random.nextBoolean()) {
      inputs.add(builder.floats(constants.numbers(outputs, 0.5), outputs));
    }
    List<AttributeProto> options = geometry.attributes(random.nextBoolean());
    if (groups > 1 || random.nextBoolean()) {
      options.add(attribute("group", groups));
    }
    tensor = builder.node("Conv", inputs, options.toArray(AttributeProto[]::new));
    shape = new int[] {outputs, geometry.output()[0], geometry.output()[1]};
    degree = 1;
  }

  private int groups() {
    return switch (random.nextInt(4)) {
      case 0 -> shape[0];
      case 1 -> shape[0] % 2 == 0 ? 2 : 1;
      default -> 1;
    };
  }

  private void averagePool() {
    if (random.nextInt(4) == 0) {
      description.add("global-average-pool");
      tensor = builder.node("GlobalAveragePool", List.of(tensor));
      shape = new int[] {shape[0], 1, 1};
      return;
    }
    Geometry geometry = Geometry.random(random, shape, builder.opset() < 19, true);
    // ONNX Runtime 1.23 forgets to count the padding after the image from opset 19 on, and counts
    // what lies beyond it before.
    boolean judged = builder.opset() < 19 ? !geometry.ceil() : !geometry.padsEnd();
    boolean countPadding = random.nextBoolean() && judged;
    description.add("average-pool[" + geometry + (countPadding ? " count-padding]" : "]"));
    List<AttributeProto> options = geometry.attributes(true);
    options.add(attribute("count_include_pad", countPadding ? 1 : 0));
    tensor = builder.node("AveragePool", List.of(tensor), options.toArray(AttributeProto[]::new));
    shape = new int[] {shape[0], geometry.output()[0], geometry.output()[1]};
  }

  private void normalization() {
    description.add("batch-normalization");
    int c = shape[0];
    double[] variance = constants.numbers(c, 0.9);
    for (int i = 0; i < c; i++) {
      variance[i] = (float) (1 + variance[i]);
    }
    List<String> inputs =
        List.of(
            tensor,
            builder.floats(constants.numbers(c, 1), c),
            builder.floats(constants.numbers(c, 1), c),
            builder.floats(constants.numbers(c, 1), c),
            builder.floats(variance, c));
    tensor =
        random.nextBoolean()
            ? builder.node("BatchNormalization", inputs)
            : builder.node("BatchNormalization", inputs, attribute("epsilon", 0.01f));
  }

  private void pad() {
    int[] pads = new int[4];
    for (int i = 0; i < 4; i++) {
      pads[i] = random.nextInt(3);
    }
    description.add("pad");
    List<String> inputs = new ArrayList<>();
    inputs.add(tensor);
    inputs.add(builder.integers(0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]));
    if (random.nextBoolean()) {
      inputs.add(builder.floats(new double[] {random.nextInt(3) - 1}));
    }
    tensor = builder.node("Pad", inputs);
    shape = new int[] {shape[0], shape[1] + pads[0] + pads[2], shape[2] + pads[1] + pads[3]};
  }

  /** Two branches of one tensor put together. */
  private void concat() {
    limitDegree();
    int axis = 1 + random.nextInt(3);
    description.add("concat-" + axis);
    String left = tensor;
    String right = branch();
    int offset = random.nextBoolean() ? 0 : -4;
    tensor = builder.node("Concat", List.of(left, right), attribute("axis", axis + offset));
    shape = shape.clone();
    shape[axis - 1] *= 2;
  }

  /** Keeps polynomials of polynomials below the degree that Slotwise refuses. */
  private void limitDegree() {
    if (degree > 4) {
      if (shape.length == 1) {
        dense();
      } else {
        convolution();
      }
    }
  }

  /** The sum or difference of two branches, sometimes scaled. */
  private void residual() {
    limitDegree();
    degree *= 4;
    description.add("residual");
    String left = random.nextBoolean() ? tensor : branch();
    String right = branch();
    if (random.nextBoolean()) {
      left = builder.node("Mul", List.of(left, builder.floats(new double[] {0.5})));
    }
    tensor = builder.node(random.nextBoolean() ? "Add" : "Sub", List.of(left, right));
  }

  /** Something of the current tensor's shape that is made of it. */
  private String branch() {
    return switch (random.nextInt(3)) {
      case 0 -> polynomials.write(tensor, shape);
      case 1 -> builder.node("Mul", List.of(tensor, constants.broadcast(shape, 1)));
      default -> {
        if (shape.length == 1) {
          String weights =
              builder.floats(
                  constants.numbers(shape[0] * shape[0], 1 / Math.sqrt(shape[0])),
                  shape[0],
                  shape[0]);
          yield builder.node("MatMul", List.of(tensor, weights));
        }
        int c = shape[0];
        String weights =
            builder.floats(constants.numbers(c * c * 9, 0.5 / Math.sqrt(c)), c, c, 3, 3);
        yield builder.node("Conv", List.of(tensor, weights), attributes("pads", 1, 1, 1, 1));
      }
    };
  }

  private void toFeatures() {
    int features = shape[0] * shape[1] * shape[2];
    switch (random.nextInt(7)) {
      case 0 -> tensor = builder.node("Flatten", List.of(tensor));
      case 1 -> reshape(0, -1);
      case 2 -> reshape(-1, features);
      case 3 -> {
        if (fixedBatch > 0) {
          reshape(fixedBatch, -1);
        } else {
          reshape(0, features);
        }
      }
      case 4 -> dynamicReshape();
      case 5 -> {
        tensor = builder.node("GlobalAveragePool", List.of(tensor));
        features = shape[0];
        if (builder.opset() < 13) {
          tensor = builder.node("Squeeze", List.of(tensor), attributes("axes", 2, 3));
        } else {
          tensor = builder.node("Squeeze", List.of(tensor, builder.integers(2, 3)));
        }
      }
      default -> {
        features = shape[0];
        if (builder.opset() < 18) {
          tensor =
              builder.node(
                  "ReduceMean",
                  List.of(tensor),
                  attributes("axes", -1, -2),
                  attribute("keepdims", 0));
        } else {
          tensor =
              builder.node(
                  "ReduceMean", List.of(tensor, builder.integers(2, 3)), attribute("keepdims", 0));
        }
      }
    }
    description.add("features");
    shape = new int[] {features};
  }

  private void reshape(long... dims) {
    tensor = builder.node("Reshape", List.of(tensor, builder.integers(dims)));
  }

  /** As older exporters write {@code x.view(x.size(0), -1)}. */
  private void dynamicReshape() {
    String dims = builder.node("Shape", List.of(tensor));
    String batch = builder.node("Gather", List.of(dims, builder.integers(0)), attribute("axis", 0));
    String target =
        builder.node("Concat", List.of(batch, builder.integers(-1)), attribute("axis", 0));
    tensor = builder.node("Reshape", List.of(tensor, target));
  }

  private void dense() {
    int inputs = shape[0];
    int outputs = 2 + random.nextInt(6);
    double[] weights = constants.numbers(inputs * outputs, 1.5 / Math.sqrt(inputs));
    String bias = builder.floats(constants.numbers(outputs, 0.5), outputs);
    switch (random.nextInt(4)) {
      case 0 -> {
        description.add("matmul");
        tensor = builder.node("MatMul", List.of(tensor, builder.floats(weights, inputs, outputs)));
        if (random.nextBoolean()) {
          tensor = builder.node("Add", List.of(bias, tensor));
        }
      }
      case 1 -> {
        description.add("gemm");
        tensor =
            builder.node("Gemm", List.of(tensor, builder.floats(weights, inputs, outputs), bias));
      }
      case 2 -> {
        description.add("gemm-alpha-beta");
        String row = builder.floats(constants.numbers(outputs, 0.5), 1, outputs);
        tensor =
            builder.node(
                "Gemm",
                List.of(tensor, builder.floats(weights, inputs, outputs), row),
                attribute("alpha", 0.7f),
                attribute("beta", -1.3f));
      }
      default -> {
        description.add("gemm-transposed");
        tensor =
            builder.node(
                "Gemm",
                random.nextBoolean()
                    ? List.of(tensor, builder.floats(weights, outputs, inputs), bias)
                    : List.of(tensor, builder.floats(weights, outputs, inputs)),
                attribute("transB", 1));
      }
    }
    shape = new int[] {outputs};
    degree = 1;
  }

  /** Does nothing to the numbers, so that they can still be compared. */
  private void trailing() {
    description.add("trailing");
    tensor = builder.node("Identity", List.of(tensor));
  }
}
