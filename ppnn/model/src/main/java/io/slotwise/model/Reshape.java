package io.slotwise.model;

import java.util.List;

/**
 * The same elements in the same row-major order under another shape; flattening is one case.
 *
 * @param name see {@link Layer#name()}
 * @param shape the new shape
 */
public record Reshape(String name, Shape shape) implements Layer {
  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Checks.onlyInput(name, inputs);
    Checks.require(
        input.size() == shape.size(), name, "cannot turn shape " + input + " into " + shape);
    return shape;
  }
}
