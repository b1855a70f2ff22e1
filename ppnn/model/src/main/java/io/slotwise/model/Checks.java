package io.slotwise.model;

import java.util.List;

/** Checks that several layers share; each throws a {@link ModelException} naming the layer. */
final class Checks {
  private Checks() {}

  static Shape onlyInput(String layer, List<Shape> inputs) {
    require(inputs.size() == 1, layer, "takes one input, not " + inputs.size());
    return inputs.getFirst();
  }

  static Shape imageInput(String layer, List<Shape> inputs) {
    Shape input = onlyInput(layer, inputs);
    require(
        input.rank() == 3, layer, "takes images of shape (channels, height, width), not " + input);
    return input;
  }

  static void finite(String layer, String what, double[] values) {
    for (int i = 0; i < values.length; i++) {
      require(Double.isFinite(values[i]), layer, what + "[" + i + "] is " + values[i]);
    }
  }

  static void require(boolean condition, String layer, String message) {
    if (!condition) {
      throw new ModelException("layer '" + layer + "': " + message);
    }
  }
}
