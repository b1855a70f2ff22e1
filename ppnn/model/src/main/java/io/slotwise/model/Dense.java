package io.slotwise.model;

import java.util.List;

/**
 * A fully connected layer: {@code y = weights · x + bias}.
 *
 * @param name see {@link Layer#name()}
 * @param weights shape (outputs, inputs)
 * @param bias one number per output
 */
public record Dense(String name, Tensor weights, double[] bias) implements Layer {
  /**
   * Checks shapes and numbers.
   *
   * @throws ModelException if they do not fit together or a number is not finite
   */
  public Dense {
    Checks.require(
        weights.shape().rank() == 2,
        name,
        "weights must have shape (outputs, inputs), not " + weights.shape());
    Checks.require(
        bias.length == weights.shape().get(0),
        name,
        "has " + bias.length + " biases for " + weights.shape().get(0) + " outputs");
    Checks.finite(name, "weights", weights.values());
    Checks.finite(name, "bias", bias);
  }

  /** The number of outputs. */
  public int outputs() {
    return weights.shape().get(0);
  }

  /** The number of inputs. */
  public int inputs() {
    return weights.shape().get(1);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Checks.onlyInput(name, inputs);
    Checks.require(
        input.rank() == 1 && input.get(0) == inputs(),
        name,
        "takes " + inputs() + " features, not " + input + "; flatten first");
    return Shape.of(outputs());
  }
}
