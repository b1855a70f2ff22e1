package io.slotwise.model.evaluation;

/** The one loop that all linear layers spend their time in. */
final class RowSum {
  private RowSum() {}

  /**
   * Adds {@code sum over j of weights[offset + j] * rows[j]} to {@code out}, four rows at a time so
   * that {@code out} is read and written less often.
   *
   * @param width elements of a row
   */
  static void add(double[] out, double[][] rows, double[] weights, int offset, int width) {
    int count = rows.length;
    int j = 0;
    for (; j + 4 <= count; j += 4) {
      addFour(out, rows, j, weights, offset + j, width);
    }
    for (; j < count; j++) {
      addOne(out, rows[j], weights[offset + j], width);
    }
  }

  private static void addFour(
      double[] out, double[][] rows, int first, double[] weights, int offset, int width) {
    double[] a = rows[first];
    double[] b = rows[first + 1];
    double[] c = rows[first + 2];
    double[] d = rows[first + 3];
    double wa = weights[offset];
    double wb = weights[offset + 1];
    double wc = weights[offset + 2];
    double wd = weights[offset + 3];
    for (int t = 0; t < width; t++) {
      out[t] += wa * a[t] + wb * b[t] + (wc * c[t] + wd * d[t]);
    }
  }

  /** Adds {@code weight * row} to {@code out}. */
  static void addOne(double[] out, double[] row, double weight, int width) {
    for (int t = 0; t < width; t++) {
      out[t] += weight * row[t];
    }
  }
}
