package io.slotwise.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A tensor surrounded by a constant.
 *
 * @param name see {@link Layer#name()}
 * @param before elements added before, one number per axis of the input, at least 0
 * @param after elements added after, one number per axis of the input, at least 0
 * @param value what is added
 */
public record Padding(String name, List<Integer> before, List<Integer> after, double value)
    implements Layer {
  /**
   * Copies and checks the amounts.
   *
   * @throws ModelException if one is negative, the lengths differ, or the value is not finite
   */
  public Padding {
    before = List.copyOf(before);
    after = List.copyOf(after);
    Checks.require(before.size() == after.size(), name, "needs pads for both sides of each axis");
    for (int i = 0; i < before.size(); i++) {
      Checks.require(
          before.get(i) >= 0 && after.get(i) >= 0,
          name,
          "negative padding is not supported; crop before the model");
    }
    Checks.finite(name, "value", new double[] {value});
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Checks.onlyInput(name, inputs);
    Checks.require(
        input.rank() == before.size(), name, "pads " + before.size() + " axes, not " + input);
    List<Integer> dimensions = new ArrayList<>();
    for (int i = 0; i < input.rank(); i++) {
      long dimension = (long) input.get(i) + before.get(i) + after.get(i);
      dimensions.add((int) Math.min(dimension, Integer.MAX_VALUE));
    }
    return new Shape(dimensions);
  }
}
