package io.slotwise.model;

/**
 * Numbers in row-major order. The array is not copied and must not be modified.
 *
 * @param shape the dimensions
 * @param values {@code shape.size()} numbers
 */
public record Tensor(Shape shape, double[] values) {
  /**
   * Checks that there are as many values as the shape says.
   *
   * @throws ModelException if not
   */
  public Tensor {
    if (values.length != shape.size()) {
      throw new ModelException(
          "a tensor of shape "
              + shape
              + " needs "
              + shape.size()
              + " values, not "
              + values.length);
    }
  }

  /** A tensor of the given dimensions; see {@link Tensor}. */
  public static Tensor of(double[] values, int... dimensions) {
    return new Tensor(Shape.of(dimensions), values);
  }
}
