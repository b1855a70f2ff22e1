package io.slotwise.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.slotwise.model.Preprocessing;
import io.slotwise.model.Shape;
import org.junit.jupiter.api.Test;

class NormalisationTest {
  @Test
  void pixelsAreNormalisedByChannelAndTheModelSaysSoForRawOnes() {
    byte[] pixels = {0, (byte) 255, 51, 51};
    Normalisation normalisation =
        Normalisation.ofPixels(LabelledExamples.ofPixels(Shape.of(2, 1, 2), pixels, new int[1]));

    assertThat(normalisation.centreOf(0)).isCloseTo(0.5, within(1e-6));
    assertThat(normalisation.deviationOf(0)).isCloseTo(0.5, within(1e-6));
    assertThat(normalisation.centreOf(1)).isCloseTo(0.2, within(1e-6));
    Preprocessing preprocessing = normalisation.preprocessing();
    assertThat(255 * preprocessing.scaleOf(0, 1) - preprocessing.meanOf(0))
        .isCloseTo(1, within(1e-6));
    assertThat(51 * preprocessing.scaleOf(1, 1) - preprocessing.meanOf(1))
        .isCloseTo(0, within(1e-6));
    assertThat(preprocessing.range()).isNotNull();
    assertThat(preprocessing.range().contains(-1)).isTrue();
  }

  @Test
  void tablesAreNormalisedByColumn() {
    float[] numbers = {1, 100, 3, 100};
    Normalisation normalisation =
        Normalisation.ofRows(LabelledExamples.ofRows(numbers, new int[] {0, 1}));

    assertThat(normalisation.centreOf(0)).isEqualTo(2);
    assertThat(normalisation.deviationOf(0)).isEqualTo(1);
    // A column that never changes must not be divided by nothing.
    assertThat(normalisation.deviationOf(1)).isEqualTo(1);
    assertThat(normalisation.range().high()).isEqualTo(1.5);
  }
}
