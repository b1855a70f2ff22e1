package io.slotwise.inference.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.model.InputRange;
import io.slotwise.model.TrainingRanges;
import io.slotwise.model.program.Program;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DrawnValuesTest {
  private static final InputRange INPUTS = new InputRange(-1, 1);
  private static final InputRange WIDE = new InputRange(-1e9, 1e9);
  private static final InputRange NARROW = new InputRange(-1e-6, 0);

  private final Program program = KnownPrograms.squares(2);

  @Test
  void valuesFarBeyondThoseOfTrainingAreTold() {
    assertThat(notice(null, WIDE, NARROW).orElseThrow())
        .contains("activation 2 of 2", "training data to 1.00e-06 at most", "samples");
    assertThat(notice(null, NARROW, WIDE).orElseThrow()).contains("activation 1 of 2");
    assertThat(notice(NARROW).orElseThrow()).contains("scores up to", "1.00e-06", "samples");
  }

  @Test
  void valuesNearThoseOfTrainingAreNot() {
    assertThat(notice(WIDE, WIDE, WIDE)).isEmpty();
  }

  @Test
  void whatIsNotKnownSaysNothing() {
    assertThat(notice(null, NARROW)).isEmpty();
    assertThat(notice(null)).isEmpty();
  }

  private Optional<String> notice(@Nullable InputRange scores, InputRange... activations) {
    return DrawnValues.notice(program, INPUTS, new TrainingRanges(List.of(activations), scores));
  }
}
