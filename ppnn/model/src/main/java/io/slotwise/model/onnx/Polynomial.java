package io.slotwise.model.onnx;

import io.slotwise.model.ModelException;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/**
 * One polynomial per element of a tensor. {@code rows[d]} holds the coefficients of {@code x^d}:
 * one number per element, or a single one that holds for all. Immutable.
 */
final class Polynomial {
  static final int MAX_DEGREE = 16;

  /** The identity. */
  static final Polynomial X = new Polynomial(new double[][] {{0}, {1}});

  private final double[][] rows;

  private Polynomial(double[][] rows) {
    int length = rows.length;
    while (length > 1 && isZero(rows[length - 1])) {
      length--;
    }
    this.rows = Arrays.copyOf(rows, length);
  }

  /** The polynomial of degree 0; one number, or one per element. */
  static Polynomial constant(double[] values) {
    return new Polynomial(new double[][] {values});
  }

  int degree() {
    return rows.length - 1;
  }

  /** Coefficients of {@code x^power} written out for {@code size} elements. */
  double[] coefficients(int power, int size) {
    if (power > degree()) {
      return new double[size];
    }
    double[] row = rows[power];
    if (row.length == size) {
      return row.clone();
    }
    double[] result = new double[size];
    Arrays.fill(result, row[0]);
    return result;
  }

  boolean isIdentity() {
    return isUniformMultiple() && uniformFactor() == 1;
  }

  /** Whether this is {@code a·x} with one {@code a} for all elements. */
  boolean isUniformMultiple() {
    if (degree() != 1 || !isZero(rows[0])) {
      return false;
    }
    double first = rows[1][0];
    return Arrays.stream(rows[1]).allMatch(a -> a == first);
  }

  /** The {@code a} of {@link #isUniformMultiple}. */
  double uniformFactor() {
    return rows[1][0];
  }

  /** {@code this + factor * other}. */
  Polynomial plus(Polynomial other, double factor) {
    double[][] sum = new double[Math.max(rows.length, other.rows.length)][];
    for (int d = 0; d < sum.length; d++) {
      double[] a = d < rows.length ? rows[d] : new double[1];
      double[] b = d < other.rows.length ? other.rows[d] : new double[1];
      sum[d] = combine(a, b, (x, y) -> x + factor * y);
    }
    return new Polynomial(sum);
  }

  /** {@code this * factor}. */
  Polynomial times(double factor) {
    return times(constant(new double[] {factor}));
  }

  Polynomial times(Polynomial other) {
    int degree = degree() + other.degree();
    if (degree > MAX_DEGREE) {
      throw new ModelException(
          "a polynomial of degree " + degree + " is above the limit of " + MAX_DEGREE);
    }
    double[][] product = new double[degree + 1][];
    Arrays.setAll(product, d -> new double[1]);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < other.rows.length; j++) {
        if (!isZero(rows[i]) && !isZero(other.rows[j])) {
          double[] term = combine(rows[i], other.rows[j], (x, y) -> x * y);
          product[i + j] = combine(product[i + j], term, Double::sum);
        }
      }
    }
    return new Polynomial(product);
  }

  /** This to the power of {@code exponent}, at least 0. */
  Polynomial power(int exponent) {
    Polynomial result = constant(new double[] {1});
    for (int i = 0; i < exponent; i++) {
      result = result.times(this);
    }
    return result;
  }

  private static double[] combine(double[] a, double[] b, DoubleBinaryOperator operator) {
    double[] result = new double[Math.max(a.length, b.length)];
    for (int i = 0; i < result.length; i++) {
      result[i] = operator.applyAsDouble(a[a.length == 1 ? 0 : i], b[b.length == 1 ? 0 : i]);
    }
    return result;
  }

  private static boolean isZero(double[] row) {
    return Arrays.stream(row).allMatch(a -> a == 0);
  }
}
