package io.slotwise.training.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DistillationTest {
  private static final Path TEACHER = Path.of("teacher.onnx");

  @Test
  void softenedScoresAreProbabilitiesAtTheTemperature() {
    float[] softened = new Distillation(TEACHER, 2, 0.5).softened(new float[] {0, 2, 600, 0}, 2);

    double power = Math.exp(1);
    assertThat(softened[0]).isCloseTo((float) (1 / (1 + power)), within(1e-6f));
    assertThat(softened[1]).isCloseTo((float) (power / (1 + power)), within(1e-6f));
    assertThat(softened[2]).isEqualTo(1);
    assertThat(softened[3]).isZero();
  }

  @Test
  void numbersOutOfRange() {
    assertThatThrownBy(() -> new Distillation(TEACHER, 0, 0.5))
        .hasMessageContaining("temperature must be above 0");
    assertThatThrownBy(() -> new Distillation(TEACHER, Double.NaN, 0.5))
        .hasMessageContaining("temperature must be above 0");
    assertThatThrownBy(() -> new Distillation(TEACHER, 1, 1.5)).hasMessageContaining("from 0 to 1");
  }
}
