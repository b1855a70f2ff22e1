package io.slotwise.cli.compare.packing;

import io.slotwise.cli.compare.ScoreComparison;
import io.slotwise.cli.compare.Subject;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Scores of the float network in double precision, to compare with. */
final class PlaintextScores {
  private final double[][] scores;
  private final int @Nullable [] labels;

  /** Evaluates the network on all inputs. */
  PlaintextScores(Subject subject) {
    scores =
        ScoreComparison.plaintextScores(
            subject.network(), subject.inputs().preparedFor(subject.network()));
    labels = subject.labels();
  }

  /** Compares scores of the first inputs; after the last one, inputs begin again. */
  ScoreComparison compare(double[][] encrypted) {
    double[][] expected = new double[encrypted.length][];
    Arrays.setAll(expected, image -> scores[image % scores.length]);
    int[] some = labels == null ? null : new int[encrypted.length];
    if (some != null) {
      Arrays.setAll(some, image -> labels[image % labels.length]);
    }
    return ScoreComparison.of(expected, encrypted, some);
  }

  /** The plaintext itself: its accuracy and its range. */
  ScoreComparison itself() {
    return compare(scores);
  }
}
