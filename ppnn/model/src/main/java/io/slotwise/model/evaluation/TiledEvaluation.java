package io.slotwise.model.evaluation;

import io.slotwise.model.DataException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs a computation on a batch in tiles of images that fit the caches, on several threads. */
final class TiledEvaluation {
  /** Numbers that the widest value of a tile may hold. */
  private static final int TILE_ELEMENTS = 1 << 20;

  private TiledEvaluation() {}

  /** A computation on the rows of one tile; rows in, rows out. */
  interface TileFunction {
    double[][] apply(double[][] rows, int width);
  }

  /**
   * Evaluates a batch.
   *
   * @param rows shape (features, images)
   * @param features how many rows there must be
   * @param outputs how many rows the function makes
   * @param widest rows of the widest value
   * @return shape (outputs, images)
   */
  static double[][] run(
      double[][] rows, int features, int outputs, int widest, int threads, TileFunction function) {
    int images = requireRows(rows, features);
    double[][] result = new double[outputs][images];
    int tile = Math.clamp(TILE_ELEMENTS / widest, 8, 256);
    List<Future<?>> futures = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int start = 0; start < images; start += tile) {
        int from = start;
        int width = Math.min(tile, images - start);
        futures.add(executor.submit(() -> runTile(rows, from, width, result, function)));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("evaluation failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during evaluation", e);
    }
    return result;
  }

  private static void runTile(
      double[][] rows, int from, int width, double[][] result, TileFunction function) {
    double[][] input = new double[rows.length][width];
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(rows[r], from, input[r], 0, width);
    }
    double[][] output = function.apply(input, width);
    for (int r = 0; r < result.length; r++) {
      System.arraycopy(output[r], 0, result[r], from, width);
    }
  }

  private static int requireRows(double[][] rows, int features) {
    if (rows.length != features) {
      throw new DataException(
          "the network takes " + features + " features, the batch has " + rows.length);
    }
    int images = rows[0].length;
    for (double[] row : rows) {
      if (row.length != images) {
        throw new DataException("the rows of a batch must have one length");
      }
    }
    return images;
  }

  /** Rows become columns. */
  static double[][] transpose(double[][] matrix, int columns) {
    double[][] result = new double[columns][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      if (matrix[i].length != columns) {
        throw new DataException(
            "image " + i + " has " + matrix[i].length + " features instead of " + columns);
      }
      for (int j = 0; j < columns; j++) {
        result[j][i] = matrix[i][j];
      }
    }
    return result;
  }
}
