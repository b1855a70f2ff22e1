package io.slotwise.model.evaluation;

import java.util.Arrays;

/**
 * The smallest and largest number that each element of each value took on a batch. Values are
 * numbered as in the network or program that was evaluated: 0 is the input. Safe for use by several
 * threads once complete.
 */
public final class ObservedRanges {
  private final double[][] minima;
  private final double[][] maxima;

  ObservedRanges(int[] sizes) {
    minima = new double[sizes.length][];
    maxima = new double[sizes.length][];
    for (int v = 0; v < sizes.length; v++) {
      minima[v] = new double[sizes[v]];
      maxima[v] = new double[sizes[v]];
      Arrays.fill(minima[v], Double.POSITIVE_INFINITY);
      Arrays.fill(maxima[v], Double.NEGATIVE_INFINITY);
    }
  }

  synchronized void add(int value, double[][] rows, int width) {
    for (int r = 0; r < rows.length; r++) {
      for (int t = 0; t < width; t++) {
        minima[value][r] = Math.min(minima[value][r], rows[r][t]);
        maxima[value][r] = Math.max(maxima[value][r], rows[r][t]);
      }
    }
  }

  /** The number of values. */
  public int values() {
    return minima.length;
  }

  /** The smallest number that each element of a value took; a copy. */
  public double[] minima(int value) {
    return minima[value].clone();
  }

  /** The largest number that each element of a value took; a copy. */
  public double[] maxima(int value) {
    return maxima[value].clone();
  }

  /** The largest absolute number that any element of a value took. */
  public double magnitude(int value) {
    double magnitude = 0;
    for (int e = 0; e < minima[value].length; e++) {
      magnitude = Math.max(magnitude, Math.max(-minima[value][e], maxima[value][e]));
    }
    return magnitude;
  }
}
