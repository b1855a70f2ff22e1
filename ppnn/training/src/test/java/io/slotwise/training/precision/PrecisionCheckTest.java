package io.slotwise.training.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.slotwise.model.Dense;
import io.slotwise.model.Network;
import io.slotwise.model.Shape;
import io.slotwise.model.Tensor;
import io.slotwise.training.data.LabelledExamples;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PrecisionCheckTest {
  /** Rows of three numbers from 0 to 1, labelled by whether the first is larger than the second. */
  private static final LabelledExamples EXAMPLES = examples();

  @Test
  void weightsAreRoundedToMultiplesOfEachRowsUnit() {
    Network rounded = QuantisedNetwork.of(network(0.3, 1, -0.6, 0, 0.04, 0.02), 3);

    // Three bits: integers from -3 to 3 times a third of the row's largest weight.
    double[] weights = ((Dense) rounded.nodes().getFirst().layer()).weights().values();
    assertThat(weights)
        .containsExactly(new double[] {1 / 3.0, 1, -2 / 3.0, 0, 0.04, 2 * 0.04 / 3}, within(1e-12));
  }

  @Test
  void manyBitsChangeNothingAndFewDo() {
    Network network = network(1, 0.01, 0.003, 0.01, 1, 0.004);

    List<PrecisionCheck.Result> results =
        PrecisionCheck.check(network, EXAMPLES, 1, List.of(16, 2), 0);

    assertThat(results.get(0).labelDisagreements()).isZero();
    assertThat(results.get(0).maxScoreError()).isLessThan(1e-4);
    assertThat(results.get(0).exactAccuracy()).isEqualTo(1);
    assertThat(results.get(1).maxScoreError()).isBetween(0.005, 0.02);
  }

  /** What the first score wins by is tiny: noise of that size takes the labels away. */
  @Test
  void noiseOfTheSizeOfTheMarginLosesLabels() {
    Network network = network(1e-3, 0, 0, 0, 1e-3, 0);

    PrecisionCheck.Result quiet =
        PrecisionCheck.check(network, EXAMPLES, 1, List.of(8), 1e-6).getFirst();
    PrecisionCheck.Result loud =
        PrecisionCheck.check(network, EXAMPLES, 1, List.of(8), 1).getFirst();

    assertThat(quiet.accuracy()).isGreaterThan(0.95);
    assertThat(loud.accuracy()).isBetween(0.3, 0.7);
    assertThat(loud.maxScoreError()).isBetween(0.5, 1.0);
  }

  @Test
  void numbersOutOfRange() {
    Network network = network(1, 0, 0, 0, 1, 0);

    assertThatThrownBy(() -> PrecisionCheck.check(network, EXAMPLES, 1, List.of(1), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 to 24 bits");
    assertThatThrownBy(() -> PrecisionCheck.check(network, EXAMPLES, 1, List.of(8), -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Network network(double... weights) {
    return Network.builder(Shape.of(3))
        .then(new Dense("dense", Tensor.of(weights, 2, 3), new double[2]))
        .build();
  }

  private static LabelledExamples examples() {
    SplittableRandom random = new SplittableRandom(17);
    int count = 500;
    float[] numbers = new float[3 * count];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      numbers[3 * i] = random.nextInt(50) / 50f;
      numbers[3 * i + 1] = numbers[3 * i] + (random.nextBoolean() ? 0.4f : -0.4f);
      numbers[3 * i + 2] = 0;
      labels[i] = numbers[3 * i] > numbers[3 * i + 1] ? 0 : 1;
    }
    return LabelledExamples.ofRows(numbers, labels);
  }
}
