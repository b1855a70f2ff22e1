package io.slotwise.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Tensors put one after another along an axis.
 *
 * @param name see {@link Layer#name()}
 * @param axis the axis, 0 for channels (the batch does not count)
 */
public record Concatenation(String name, int axis) implements Layer {
  @Override
  public Shape outputShape(List<Shape> inputs) {
    Checks.require(!inputs.isEmpty(), name, "has no inputs");
    Shape first = inputs.getFirst();
    Checks.require(
        axis >= 0 && axis < first.rank(), name, "shape " + first + " has no axis " + axis);
    int total = 0;
    for (Shape input : inputs) {
      boolean fits = input.rank() == first.rank();
      for (int i = 0; fits && i < first.rank(); i++) {
        fits = i == axis || input.get(i) == first.get(i);
      }
      Checks.require(fits, name, "cannot join shapes " + first + " and " + input);
      total = Math.addExact(total, input.get(axis));
    }
    List<Integer> dimensions = new ArrayList<>(first.dimensions());
    dimensions.set(axis, total);
    return new Shape(dimensions);
  }
}
