package io.slotwise.inference.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A weight matrix times a factor for each of its rows and columns. Blocks that share a matrix share
 * the scaled one where their factors agree; a column that a block does not read agrees with any.
 */
final class ScaledMatrix {
  private final double[][] weights;
  private final double[] rows;
  private final double[] columns;

  private ScaledMatrix(double[][] weights, double[] rows, double[] columns) {
    this.weights = weights;
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * The matrix among {@code known} with these factors, which is made if need be.
   *
   * @param known the scaled matrices so far, by the identity of what they scale
   * @param rows factors of rows
   * @param columns factors of columns, NaN where the block does not read
   */
  static ScaledMatrix find(
      Map<double[][], List<ScaledMatrix>> known,
      double[][] weights,
      double[] rows,
      double[] columns) {
    List<ScaledMatrix> candidates = known.computeIfAbsent(weights, _ -> new ArrayList<>());
    for (ScaledMatrix candidate : candidates) {
      if (candidate.accept(rows, columns)) {
        return candidate;
      }
    }
    ScaledMatrix made = new ScaledMatrix(weights, rows.clone(), columns.clone());
    candidates.add(made);
    return made;
  }

  private boolean accept(double[] otherRows, double[] otherColumns) {
    if (!agree(rows, otherRows) || !agree(columns, otherColumns)) {
      return false;
    }
    for (int j = 0; j < columns.length; j++) {
      columns[j] = Double.isNaN(columns[j]) ? otherColumns[j] : columns[j];
    }
    return true;
  }

  private static boolean agree(double[] left, double[] right) {
    for (int i = 0; i < left.length; i++) {
      if (left[i] != right[i] && !Double.isNaN(left[i]) && !Double.isNaN(right[i])) {
        return false;
      }
    }
    return true;
  }

  /** The scaled matrix; complete once all blocks have been looked up. */
  double[][] scaled() {
    double[][] scaled = new double[weights.length][columns.length];
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        scaled[i][j] = Double.isNaN(columns[j]) ? 0 : weights[i][j] * rows[i] * columns[j];
      }
    }
    return scaled;
  }

  /** The scaled matrix, rounded to integers. */
  long[][] rounded() {
    double[][] scaled = scaled();
    long[][] rounded = new long[scaled.length][columns.length];
    for (int i = 0; i < scaled.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        rounded[i][j] = Math.round(scaled[i][j]);
      }
    }
    return rounded;
  }
}
