package io.slotwise.training;

/**
 * Smallest and largest value seen.
 *
 * @param low the smallest
 * @param high the largest
 */
public record Range(double low, double high) {
  /** Contains nothing yet. */
  static final Range EMPTY = new Range(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

  /** Returns the smallest range that holds both. */
  Range and(Range other) {
    return new Range(Math.min(low, other.low), Math.max(high, other.high));
  }
}
