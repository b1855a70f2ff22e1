package io.slotwise.inference.plan;

/** Bounds of a polynomial over an interval. */
final class PolynomialRange {
  private static final int PIECES = 64;

  private PolynomialRange() {}

  /**
   * An interval that contains all values of the polynomial: the extremes at the middle of {@value
   * #PIECES} pieces, widened by what its slope allows within a piece.
   *
   * @param coefficients lowest degree first
   * @return lower and upper bound
   */
  static double[] of(double[] coefficients, double low, double high) {
    double half = (high - low) / (2 * PIECES);
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int piece = 0; piece < PIECES; piece++) {
      double middle = low + (2 * piece + 1) * half;
      double value = value(coefficients, middle);
      double reach = slope(coefficients, Math.abs(middle) + half) * half;
      double tight = tightSlope(coefficients, middle, half) * half;
      reach = Math.min(reach, tight);
      least = Math.min(least, value - reach);
      most = Math.max(most, value + reach);
    }
    double slack = 1e-12 * Math.max(Math.abs(least), Math.abs(most));
    return new double[] {least - slack, most + slack};
  }

  /** The exact range of a quadratic over an interval; coefficients lowest degree first. */
  static double[] ofQuadratic(double[] c, double low, double high) {
    double atLow = value(c, low);
    double atHigh = value(c, high);
    double least = Math.min(atLow, atHigh);
    double most = Math.max(atLow, atHigh);
    double vertex = c[2] == 0 ? low : -c[1] / (2 * c[2]);
    if (vertex > low && vertex < high) {
      double atVertex = value(c, vertex);
      least = Math.min(least, atVertex);
      most = Math.max(most, atVertex);
    }
    return new double[] {least, most};
  }

  /** The largest value of a·x² + b·x on [low, high]. */
  static double largestQuadratic(double a, double b, double low, double high) {
    double atLow = (a * low + b) * low;
    double atHigh = (a * high + b) * high;
    double vertex = -b / (2 * a);
    double largest = Math.max(atLow, atHigh);
    return a < 0 && vertex > low && vertex < high ? Math.max(largest, -b * b / (4 * a)) : largest;
  }

  static double value(double[] coefficients, double x) {
    double sum = 0;
    for (int d = coefficients.length - 1; d >= 0; d--) {
      sum = sum * x + coefficients[d];
    }
    return sum;
  }

  /** A bound of |p'| on [-radius, radius]. */
  static double slope(double[] coefficients, double radius) {
    double sum = 0;
    for (int d = coefficients.length - 1; d >= 1; d--) {
      sum = sum * radius + d * Math.abs(coefficients[d]);
    }
    return sum;
  }

  /** A bound of |p'| within {@code half} of {@code middle}: there, plus what p'' can add. */
  private static double tightSlope(double[] coefficients, double middle, double half) {
    double slope = 0;
    double curvature = 0;
    double radius = Math.abs(middle) + half;
    for (int d = coefficients.length - 1; d >= 1; d--) {
      slope = slope * middle + d * coefficients[d];
    }
    for (int d = coefficients.length - 1; d >= 2; d--) {
      curvature = curvature * radius + (double) d * (d - 1) * Math.abs(coefficients[d]);
    }
    return Math.abs(slope) + curvature * half;
  }
}
