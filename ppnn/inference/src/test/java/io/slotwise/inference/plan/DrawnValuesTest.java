package io.slotwise.inference.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.model.InputRange;
import io.slotwise.model.program.Program;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DrawnActivationsTest {
  private static final InputRange INPUTS = new InputRange(-1, 1);
  private static final InputRange WIDE = new InputRange(-1e9, 1e9);

  private final Program program = KnownPrograms.squares(2);

  @Test
  void activationsFarBeyondTheRecordedOnesAreTold() {
    InputRange narrow = new InputRange(-1e-6, 0);
    assertThat(notice(WIDE, narrow).orElseThrow())
        .contains("activation 2 of 2", "training data gave it 1.00e-06", "samples");
    assertThat(notice(narrow, WIDE).orElseThrow()).contains("activation 1 of 2");
  }

  @Test
  void activationsNearTheRecordedOnesAreNot() {
    assertThat(notice(WIDE, WIDE)).isEmpty();
  }

  @Test
  void rangesOfAnotherNumberOfActivationsSayNothing() {
    assertThat(notice(new InputRange(0, 0))).isEmpty();
    assertThat(notice()).isEmpty();
  }

  private Optional<String> notice(InputRange... recorded) {
    return DrawnActivations.notice(program, INPUTS, List.of(recorded));
  }
}
