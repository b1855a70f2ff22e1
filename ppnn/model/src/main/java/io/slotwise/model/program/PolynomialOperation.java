package io.slotwise.model.program;

import java.util.List;

/**
 * Each row's own polynomial: {@code out[r] = sum over d of coefficients[d][r] * in[r]^d}.
 *
 * @param name the ONNX nodes that it came from
 * @param input the value read, see {@link Operation#inputs()}
 * @param coefficients shape (degree + 1, rows), lowest degree first, degree at least 2
 */
public record PolynomialOperation(String name, int input, double[][] coefficients)
    implements Operation {
  /**
   * Checks the coefficients' shape.
   *
   * @throws IllegalArgumentException if the degree is below 2 or the rows differ in length
   */
  public PolynomialOperation {
    if (coefficients.length < 3 || coefficients[0].length == 0) {
      throw new IllegalArgumentException(name + ": a polynomial needs degree 2 or more");
    }
    for (double[] row : coefficients) {
      if (row.length != coefficients[0].length) {
        throw new IllegalArgumentException(name + ": each power needs one number per row");
      }
    }
  }

  @Override
  public List<Integer> inputs() {
    return List.of(input);
  }

  @Override
  public int outputRows() {
    return coefficients[0].length;
  }

  /** The degree of the polynomials, at least 2. */
  public int degree() {
    return coefficients.length - 1;
  }
}
