package io.slotwise.model.testing;

import java.util.List;
import java.util.Random;

/** Constants for element-wise arithmetic, in the shapes and spellings that exporters use. */
final class RandomConstants {
  private final OnnxBuilder builder;
  private final Random random;

  RandomConstants(OnnxBuilder builder, Random random) {
    this.builder = builder;
    this.random = random;
  }

  /** Numbers in (-scale, scale). */
  double[] numbers(int count, double scale) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * scale);
    }
    return values;
  }

  /** A constant that broadcasts to activations of {@code shape}: one for all, channels or each. */
  String broadcast(int[] shape, double scale) {
    int[] dims = dims(shape);
    int count = 1;
    for (int dim : dims) {
      count *= dim;
    }
    return spell(numbers(count, scale), dims);
  }

  /** A divisor: numbers between 1 and 3. */
  String divisor(int[] shape) {
    int[] dims = dims(shape);
    int count = 1;
    for (int dim : dims) {
      count *= dim;
    }
    double[] values = numbers(count, 1);
    for (int i = 0; i < count; i++) {
      values[i] = (float) (2 + values[i]);
    }
    return spell(values, dims);
  }

  private int[] dims(int[] shape) {
    if (shape.length == 1) {
      return switch (random.nextInt(4)) {
        case 0 -> new int[] {};
        case 1 -> new int[] {1};
        case 2 -> new int[] {shape[0]};
        default -> new int[] {1, shape[0]};
      };
    }
    int c = shape[0];
    int h = shape[1];
    int w = shape[2];
    return switch (random.nextInt(8)) {
      case 0 -> new int[] {};
      case 1 -> new int[] {1};
      case 2 -> new int[] {c, 1, 1};
      case 3 -> new int[] {1, c, 1, 1};
      case 4 -> new int[] {1, c, h, w};
      case 5 -> new int[] {c, h, w};
      case 6 -> new int[] {1, 1, h, w};
      default -> new int[] {h, w};
    };
  }

  /** The same constant as an initializer, a node, or something to be folded. */
  private String spell(double[] values, int[] dims) {
    return switch (random.nextInt(7)) {
      case 0, 1, 2 -> builder.floats(values, dims);
      case 3 -> builder.constantNode(values, dims);
      case 4 -> builder.node("Identity", List.of(builder.constantNode(values, dims)));
      case 5 -> folded(values, dims);
      default -> reshaped(values, dims);
    };
  }

  /** As a sum of two constants. */
  private String folded(double[] values, int[] dims) {
    double[] shifted = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      shifted[i] = values[i] - 0.5;
    }
    String sum =
        builder.node(
            "Add",
            List.of(builder.floats(shifted, dims), builder.constantNode(new double[] {0.5})));
    return builder.node("Neg", List.of(builder.node("Neg", List.of(sum))));
  }

  /** As a flat constant brought into shape. */
  private String reshaped(double[] values, int[] dims) {
    if (dims.length == 0) {
      return builder.floats(values, dims);
    }
    long[] shape = new long[dims.length];
    for (int i = 0; i < dims.length; i++) {
      shape[i] = dims[i];
    }
    String flat = builder.floats(values, values.length);
    return builder.node("Reshape", List.of(flat, builder.integers(shape)));
  }
}
