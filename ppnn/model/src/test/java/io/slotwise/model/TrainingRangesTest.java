package io.slotwise.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingRangesTest {
  @Test
  void rangesAreReadInOrder() {
    TrainingRanges ranges =
        TrainingRanges.of(
            Map.of(
                TrainingRanges.ACTIVATIONS_KEY, "-1.5,2;0,3e2", TrainingRanges.SCORES_KEY, "-9,8"));

    assertThat(ranges.activations())
        .containsExactly(new InputRange(-1.5, 2), new InputRange(0, 300));
    assertThat(ranges.scores()).isEqualTo(new InputRange(-9, 8));
  }

  @Test
  void modelsNeedNotHaveThem() {
    assertThat(TrainingRanges.of(Map.of())).isEqualTo(new TrainingRanges(List.of(), null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1,2,3", "2,1", "1,x", "0,1;", "NaN,1"})
  void malformedOnesAreRefusedByName(String text) {
    for (String key : List.of(TrainingRanges.ACTIVATIONS_KEY, TrainingRanges.SCORES_KEY)) {
      assertThatThrownBy(() -> TrainingRanges.of(Map.of(key, text)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(key);
    }
  }
}
