package io.slotwise.training.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.training.Recipe;
import io.slotwise.training.SyntheticDigits;
import io.slotwise.training.Trainer;
import io.slotwise.training.TrainingListener;
import io.slotwise.training.TrainingProgress;
import io.slotwise.training.TrainingRequest;
import io.slotwise.training.data.Augmentation;
import io.slotwise.training.data.Dataset;
import io.slotwise.training.distillation.Distillation;
import io.slotwise.training.network.Activation;
import io.slotwise.training.network.NetworkDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivationComparisonTest {
  private static final Recipe RECIPE =
      new Recipe(32, 0.005, 0.3, 0.01, 1, 0, 4, 0.1, Augmentation.NONE);

  @TempDir private Path folder;
  private Path output;
  private final Counter counter = new Counter();

  @BeforeEach
  void writeData() throws IOException {
    SyntheticDigits.write(folder);
    output = Files.createDirectory(folder.resolve("comparison"));
  }

  @Test
  void trainsEachActivationWithAndWithoutDistillation() throws IOException {
    Path teacher = folder.resolve("teacher.onnx");
    Trainer.train(
        TrainingRequest.builder()
            .data(folder)
            .activation("relu")
            .epochs(2)
            .recipe(RECIPE)
            .output(teacher)
            .build(),
        TrainingListener.NONE,
        () -> false);
    ComparisonRequest request =
        request(
            List.of(Activation.RELU, Activation.ELEMENT),
            1,
            List.of(1L, 2L),
            new Distillation(teacher, 2, 0.5));

    List<ComparisonResult> results = ActivationComparison.run(request, counter, () -> false);

    assertThat(results)
        .extracting(result -> result.trained().name())
        .containsExactly(
            "relu-seed1",
            "relu-seed2",
            "relu-distilled-seed1",
            "relu-distilled-seed2",
            "element-seed1",
            "element-seed2",
            "element-distilled-seed1",
            "element-distilled-seed2");
    assertThat(results).allMatch(result -> result.testAccuracy() > 0.5);
    assertThat(results).allMatch(result -> result.preActivations().size() == 2);
    assertThat(counter.started).hasSize(2 + 8);
    assertThat(output.resolve("element-seed1.checkpoint")).doesNotExist();
    // A heading, and a line for each of its two epochs; ReLU is trained for one more.
    assertThat(Files.readAllLines(output.resolve("element-seed1.csv"))).hasSize(3);
    assertThat(Files.readAllLines(output.resolve("relu-seed1.csv"))).hasSize(4);
  }

  @Test
  void whatIsThereIsNotTrainedAgain() {
    ComparisonRequest request = request(List.of(Activation.SQUARE), 0, List.of(1L, 2L), null);
    List<ComparisonResult> first = ActivationComparison.run(request, counter, () -> false);
    int steps = counter.steps;

    List<ComparisonResult> again = ActivationComparison.run(request, counter, () -> false);

    assertThat(again).isEqualTo(first);
    assertThat(counter.steps).isEqualTo(steps);
  }

  @Test
  void anInterruptedComparisonGoesOn() {
    ComparisonRequest request = request(List.of(Activation.SQUARE), 0, List.of(1L, 2L), null);
    assertThatThrownBy(
            () -> ActivationComparison.run(request, counter, () -> counter.started.size() == 2))
        .isInstanceOf(CancellationException.class);
    int steps = counter.steps;

    ActivationComparison.run(request, counter, () -> false);

    assertThat(counter.steps).isEqualTo(2 * steps);
  }

  @Test
  void nothingToCompare() {
    assertThatThrownBy(() -> request(List.of(), 0, List.of(1L), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one activation");
  }

  private ComparisonRequest request(
      List<Activation> activations,
      int reluEpochs,
      List<Long> seeds,
      @org.jspecify.annotations.Nullable Distillation distillation) {
    return new ComparisonRequest(
        folder,
        Dataset.MNIST,
        NetworkDefinition.CRYPTONETS,
        activations,
        2,
        2,
        reluEpochs,
        0,
        seeds,
        RECIPE,
        distillation,
        output);
  }

  private static final class Counter implements ComparisonListener {
    private final List<ComparisonCase> started = new ArrayList<>();
    private int steps;

    @Override
    public void started(ComparisonCase next, int number, int count) {
      started.add(next);
    }

    @Override
    public void progressed(TrainingProgress progress) {
      steps++;
    }
  }
}
