package io.slotwise.inference.plan;

import io.slotwise.inference.program.EncryptedValue;
import org.jspecify.annotations.Nullable;

/**
 * A value of the encrypted program with what the planner knows of it. Row {@code r} stands for the
 * model's number minus {@code offset[r]}: constants are left out where the next linear map can take
 * them into its own.
 *
 * @param index of the value in the encrypted program
 * @param value rows, components, limbs and scales
 * @param degree how many factors of about 2^scalingModSize its scale has: {@code degree - 1}
 *     rescales bring it back to one
 * @param low lower bound per row, in the model's units
 * @param high upper bound per row
 * @param usualLow lower end of what a row usually is, for errors; at least {@code low}
 * @param usualHigh upper end of what a row usually is; at most {@code high}
 * @param error standard deviation per row
 * @param offset what the model's number has more, per row; null for nothing
 * @param sharedNoise whether the rows come from a linear map and so share what noise its inputs had
 */
record TrackedValue(
    int index,
    EncryptedValue value,
    int degree,
    double[] low,
    double[] high,
    double[] usualLow,
    double[] usualHigh,
    double[] error,
    double @Nullable [] offset,
    boolean sharedNoise) {

  int rows() {
    return value.rows();
  }

  /** The same within narrower bounds. */
  TrackedValue within(double[] newLow, double[] newHigh) {
    double[] newUsualLow = new double[newLow.length];
    double[] newUsualHigh = new double[newLow.length];
    for (int row = 0; row < newLow.length; row++) {
      newUsualLow[row] = Math.clamp(usualLow[row], newLow[row], newHigh[row]);
      newUsualHigh[row] = Math.clamp(usualHigh[row], newLow[row], newHigh[row]);
    }
    return new TrackedValue(
        index,
        value,
        degree,
        newLow,
        newHigh,
        newUsualLow,
        newUsualHigh,
        error,
        offset,
        sharedNoise);
  }

  double scale(int row) {
    return value.scales()[row];
  }

  /** The largest absolute value of a row. */
  double magnitude(int row) {
    return Math.max(Math.abs(low[row]), Math.abs(high[row]));
  }

  /** The largest usual absolute value of a row. */
  double usual(int row) {
    return Math.max(Math.abs(usualLow[row]), Math.abs(usualHigh[row]));
  }

  /** log2 of the largest integer that any row may hold; 0 where all are 0. */
  double magnitudeBits() {
    double largest = 1;
    for (int row = 0; row < rows(); row++) {
      largest = Math.max(largest, magnitude(row) * scale(row));
    }
    return log2(largest);
  }

  double largestError() {
    double largest = 0;
    for (double e : error) {
      largest = Math.max(largest, e);
    }
    return largest;
  }

  double largestMagnitude() {
    double largest = 0;
    for (int row = 0; row < rows(); row++) {
      largest = Math.max(largest, magnitude(row));
    }
    return largest;
  }

  double largestScale() {
    double largest = 0;
    for (double scale : value.scales()) {
      largest = Math.max(largest, scale);
    }
    return largest;
  }

  /**
   * The scale of the row that usually is the largest: rows that hardly matter may have any scale.
   */
  double typicalScale() {
    int largest = 0;
    for (int row = 1; row < rows(); row++) {
      largest = usual(row) > usual(largest) ? row : largest;
    }
    return scale(largest);
  }

  static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
