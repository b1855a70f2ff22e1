package io.slotwise.training.network;

import ai.djl.ndarray.types.Shape;

/** Between this project's shapes, which leave the batch out, and DJL's. */
final class Shapes {
  private Shapes() {}

  static Shape djl(io.slotwise.model.Shape shape) {
    return new Shape(shape.dimensions().stream().mapToLong(Integer::longValue).toArray());
  }

  /** What remains of DJL's shape without its first dimension, the batch. */
  static io.slotwise.model.Shape image(Shape shape) {
    int[] dimensions = new int[shape.dimension() - 1];
    for (int axis = 0; axis < dimensions.length; axis++) {
      dimensions[axis] = Math.toIntExact(shape.get(axis + 1));
    }
    return io.slotwise.model.Shape.of(dimensions);
  }
}
