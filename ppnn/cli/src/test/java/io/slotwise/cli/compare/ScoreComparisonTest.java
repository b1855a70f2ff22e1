package io.slotwise.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScoreComparisonTest {
  @Test
  void countsLabelsAndMeasuresErrors() {
    double[][] plaintext = {{1, 5, 2}, {-4, 0, 3}, {2, 1, 0}};
    double[][] encrypted = {{1, 5.25, 2}, {-4, 3.5, 3}, {2, 1, 0}};
    int[] labels = {1, 2, 1};

    ScoreComparison comparison = ScoreComparison.of(plaintext, encrypted, labels);

    assertThat(comparison.accuracy().plaintext()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(comparison.accuracy().encrypted()).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(comparison.labelDisagreements()).isEqualTo(1);
    assertThat(comparison.maxScoreError()).isEqualTo(3.5);
    assertThat(comparison.scoreRange()).isEqualTo(9);
  }
}
