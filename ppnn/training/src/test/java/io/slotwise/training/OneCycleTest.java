package io.slotwise.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OneCycleTest {
  private final OneCycle rate = new OneCycle(0.5, 1000);

  @Test
  void risesForATenthOfTheStepsAndThenFallsToNearlyZero() {
    assertThat(rate.getNewValue(0)).isCloseTo(0.0005f, within(1e-7f));
    assertThat(rate.getNewValue(50)).isCloseTo(0.25f, within(1e-6f));
    assertThat(rate.getNewValue(100)).isCloseTo(0.5f, within(1e-6f));
    assertThat(rate.getNewValue(550)).isCloseTo(0.25f, within(1e-6f));
    assertThat(rate.getNewValue(1000)).isCloseTo(0.0005f, within(1e-7f));
    assertThat(rate.getNewValue(5000)).isCloseTo(0.0005f, within(1e-7f));
  }
}
