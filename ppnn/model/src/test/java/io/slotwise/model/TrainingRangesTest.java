package io.slotwise.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedActivationsTest {
  @Test
  void rangesAreReadInOrder() {
    assertThat(RecordedActivations.of(Map.of(RecordedActivations.KEY, "-1.5,2;0,3e2")))
        .containsExactly(new InputRange(-1.5, 2), new InputRange(0, 300));
    assertThat(RecordedActivations.of(Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1,2,3", "2,1", "1,x", "0,1;", "NaN,1"})
  void malformedOnesAreRefusedByName(String text) {
    assertThatThrownBy(() -> RecordedActivations.of(Map.of(RecordedActivations.KEY, text)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(RecordedActivations.KEY);
  }
}
