package io.slotwise.inference.program;

import java.util.List;

/**
 * Each row's own quadratic with integer coefficients, modulo the modulus of its limbs: {@code
 * out[r] = square[r] * x^2 + linear[r] * x + constant[r]}, the products being those of ciphertexts
 * without relinearisation. Input and output have the same limbs; of {@code c} components of the
 * input the output has {@code 2c - 1}. A row is a plain square where {@link #isPlainSquare(int)}
 * says so; the general form is best computed as {@code x * (square * x + linear) + constant}.
 *
 * @param name see {@link EncryptedOperation#name()}
 * @param input the value read
 * @param output see {@link EncryptedOperation#output()}
 * @param square factor of x^2 per row, absolute value below 2^62; not to be modified
 * @param linear factor of x per row: an integer of any size, held exactly by a double (it is added
 *     to component 0 of {@code square * x}, as a bias is); not to be modified
 * @param constant added per row, as {@link IntegerLinear#bias()}; not to be modified
 */
public record Quadratic(
    String name,
    int input,
    EncryptedValue output,
    long[] square,
    double[] linear,
    double[] constant)
    implements EncryptedOperation {
  /**
   * Checks the coefficients.
   *
   * @throws IllegalArgumentException if there are too few or too many, or one is no integer
   */
  public Quadratic {
    Checks.length("square", square.length, output.rows());
    Checks.length("linear", linear.length, output.rows());
    Checks.length("constant", constant.length, output.rows());
    Checks.integers("linear coefficient", linear);
    Checks.integers("constant coefficient", constant);
  }

  /** Whether row {@code row} is x^2 and nothing else. */
  public boolean isPlainSquare(int row) {
    return square[row] == 1 && linear[row] == 0 && constant[row] == 0;
  }

  @Override
  public List<Integer> inputs() {
    return List.of(input);
  }

  @Override
  public boolean rowWise() {
    return true;
  }
}
