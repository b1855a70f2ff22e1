package io.slotwise.cli.compare;

import io.slotwise.cli.report.InferenceReport.Accuracy;
import io.slotwise.model.Network;
import io.slotwise.model.data.InputBatch;
import io.slotwise.model.evaluation.NetworkEvaluator;
import org.jspecify.annotations.Nullable;

/**
 * Scores under encryption beside those of the float network.
 *
 * @param accuracy share of labels predicted rightly by each; null without labels
 * @param labelDisagreements how many inputs get different labels
 * @param maxScoreError largest absolute difference of two scores
 * @param scoreRange largest minus smallest plaintext score
 */
public record ScoreComparison(
    @Nullable Accuracy accuracy, int labelDisagreements, double maxScoreError, double scoreRange) {
  /**
   * Compares.
   *
   * @param network evaluated on the plain inputs here
   * @param inputs prepared as the network takes them
   * @param encrypted what came of evaluating them under encryption, shape (images, scores)
   * @param labels one per image
   */
  public static ScoreComparison of(
      Network network, InputBatch inputs, double[][] encrypted, int[] labels) {
    return of(plaintextScores(network, inputs), encrypted, labels);
  }

  /** Scores of the float network, shape (images, scores), of inputs prepared for it. */
  public static double[][] plaintextScores(Network network, InputBatch inputs) {
    return transposed(NetworkEvaluator.of(network).evaluateRows(inputs.rows()), inputs.count());
  }

  /** Compares scores of shape (images, scores); labels may be missing. */
  public static ScoreComparison of(
      double[][] plaintext, double[][] encrypted, int @Nullable [] labels) {
    int plaintextRight = 0;
    int encryptedRight = 0;
    int disagreements = 0;
    double error = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int image = 0; image < plaintext.length; image++) {
      int expected = largest(plaintext[image]);
      int actual = largest(encrypted[image]);
      plaintextRight += labels != null && expected == labels[image] ? 1 : 0;
      encryptedRight += labels != null && actual == labels[image] ? 1 : 0;
      disagreements += expected == actual ? 0 : 1;
      for (int score = 0; score < plaintext[image].length; score++) {
        double value = plaintext[image][score];
        error = Math.max(error, Math.abs(value - encrypted[image][score]));
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    double images = plaintext.length;
    return new ScoreComparison(
        labels == null ? null : new Accuracy(plaintextRight / images, encryptedRight / images),
        disagreements,
        error,
        high - low);
  }

  /** Rows to columns: shape (rows, images) to (images, rows). */
  static double[][] transposed(double[][] rows, int images) {
    double[][] columns = new double[images][rows.length];
    for (int image = 0; image < images; image++) {
      for (int row = 0; row < rows.length; row++) {
        columns[image][row] = rows[row][image];
      }
    }
    return columns;
  }

  private static int largest(double[] scores) {
    int largest = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[largest]) {
        largest = i;
      }
    }
    return largest;
  }
}
