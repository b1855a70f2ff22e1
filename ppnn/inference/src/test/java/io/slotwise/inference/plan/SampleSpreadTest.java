package io.slotwise.inference.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.model.InputRange;
import org.junit.jupiter.api.Test;

class SampleSpreadTest {
  private static final InputRange DECLARED = new InputRange(-2, 2);

  @Test
  void pixelsInOtherUnitsAreTold() {
    double[][] dark = {{-2, -1.99}, {-1.992, -1.985}};
    assertThat(SampleSpread.notice(dark, DECLARED).orElseThrow())
        .contains("between -2.00 and -1.99", "between -2.00 and 2.00", "0 to 255");
  }

  @Test
  void samplesThatFillTheRangeAreNot() {
    assertThat(SampleSpread.notice(new double[][] {{-1, 0}, {0.5, 1}}, DECLARED)).isEmpty();
    assertThat(SampleSpread.notice(new double[][] {{-1}, {1}}, DECLARED)).isEmpty();
  }

  @Test
  void aRangeOfOneNumberSaysNothing() {
    assertThat(SampleSpread.notice(new double[][] {{3, 3}}, new InputRange(3, 3))).isEmpty();
  }
}
