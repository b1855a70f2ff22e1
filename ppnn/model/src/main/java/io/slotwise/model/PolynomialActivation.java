package io.slotwise.model;

import java.util.List;

/**
 * Each element's own polynomial: {@code y[e] = sum over d of coefficients[d][e] * x[e]^d}. A layer-
 * or channel-wise activation repeats its coefficients.
 *
 * @param name see {@link Layer#name()}
 * @param coefficients shape (degree + 1, then the input's shape), lowest degree first; degree at
 *     least 2
 */
public record PolynomialActivation(String name, Tensor coefficients) implements Layer {
  /**
   * Checks shape and numbers.
   *
   * @throws ModelException if the degree is below 2 or a number is not finite
   */
  public PolynomialActivation {
    Checks.require(
        coefficients.shape().rank() >= 1 && coefficients.shape().get(0) >= 3,
        name,
        "a polynomial activation has degree 2 or more");
    Checks.finite(name, "coefficients", coefficients.values());
  }

  /** One polynomial for all elements, lowest degree first: {0, 0, 1} is the plain square. */
  public static PolynomialActivation layerWise(
      String name, Shape inputShape, double... coefficients) {
    double[] values = new double[coefficients.length * inputShape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = coefficients[i / inputShape.size()];
    }
    return new PolynomialActivation(
        name, new Tensor(inputShape.prepend(coefficients.length), values));
  }

  /** The degree, at least 2. */
  public int degree() {
    return coefficients.shape().get(0) - 1;
  }

  /** The coefficient of {@code x^power} of one element (row-major index). */
  public double coefficient(int power, int element) {
    return coefficients.values()[power * inputShape().size() + element];
  }

  /** The shape that this activation takes and makes. */
  public Shape inputShape() {
    Shape shape = coefficients.shape();
    return new Shape(shape.dimensions().subList(1, shape.rank()));
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Checks.onlyInput(name, inputs);
    Checks.require(
        input.equals(inputShape()), name, "takes shape " + inputShape() + ", not " + input);
    return input;
  }
}
