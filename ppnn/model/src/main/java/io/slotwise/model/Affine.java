package io.slotwise.model;

import java.util.List;

/**
 * Each element multiplied by its own factor, then shifted: {@code scale * x + shift}.
 *
 * @param name see {@link Layer#name()}
 * @param scale the input's shape
 * @param shift the input's shape
 */
public record Affine(String name, Tensor scale, Tensor shift) implements Layer {
  /**
   * Checks shapes and numbers.
   *
   * @throws ModelException if the shapes differ or a number is not finite
   */
  public Affine {
    Checks.require(
        scale.shape().equals(shift.shape()), name, "scale and shift must have one shape");
    Checks.finite(name, "scale", scale.values());
    Checks.finite(name, "shift", shift.values());
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Checks.onlyInput(name, inputs);
    Checks.require(
        input.equals(scale.shape()), name, "takes shape " + scale.shape() + ", not " + input);
    return input;
  }
}
