package io.slotwise.model;

import java.util.List;

/**
 * A weighted sum of tensors of one shape, such as a residual connection.
 *
 * @param name see {@link Layer#name()}
 * @param coefficients one factor per input, at least one
 */
public record Sum(String name, List<Double> coefficients) implements Layer {
  /**
   * Copies and checks the coefficients.
   *
   * @throws ModelException if there are none or one is not finite
   */
  public Sum {
    coefficients = List.copyOf(coefficients);
    Checks.require(!coefficients.isEmpty(), name, "has nothing to add");
    Checks.finite(
        name, "coefficients", coefficients.stream().mapToDouble(Double::doubleValue).toArray());
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Checks.require(
        inputs.size() == coefficients.size(),
        name,
        "takes " + coefficients.size() + " inputs, not " + inputs.size());
    Shape first = inputs.getFirst();
    for (Shape input : inputs) {
      Checks.require(input.equals(first), name, "cannot add shapes " + first + " and " + input);
    }
    return first;
  }
}
