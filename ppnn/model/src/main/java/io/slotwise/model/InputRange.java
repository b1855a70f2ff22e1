package io.slotwise.model;

/**
 * An interval that input values lie in.
 *
 * @param low the smallest value, finite
 * @param high the largest value, finite, at least {@code low}
 */
public record InputRange(double low, double high) {
  /**
   * Checks the bounds.
   *
   * @throws ModelException if a bound is not finite or they are swapped
   */
  public InputRange {
    if (!Double.isFinite(low) || !Double.isFinite(high) || low > high) {
      throw new ModelException(
          "input range " + low + "," + high + ": give two finite numbers, the smaller one first");
    }
  }

  /** Whether {@code value} lies in the interval, bounds included; NaN does not. */
  public boolean contains(double value) {
    return value >= low && value <= high;
  }

  /** The largest absolute value in the interval. */
  public double magnitude() {
    return Math.max(Math.abs(low), Math.abs(high));
  }
}
