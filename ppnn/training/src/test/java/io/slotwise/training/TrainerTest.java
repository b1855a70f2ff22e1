package io.slotwise.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.TrainingRanges;
import io.slotwise.model.onnx.OnnxReader;
import io.slotwise.training.data.Augmentation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void writeData() throws IOException {
    SyntheticDigits.write(folder);
    model = folder.resolve("model.onnx");
  }

  @Test
  void learnsAndReportsHowItGoes() {
    List<TrainingProgress> reports = new ArrayList<>();
    TrainingResult result = Trainer.train(request().build(), reports::add, () -> false);

    assertThat(result.testAccuracy()).isGreaterThan(0.95);
    assertThat(result.validationAccuracy()).isGreaterThan(0.9);
    assertThat(result.testImages()).isEqualTo(SyntheticDigits.TEST);
    assertThat(result.epochs()).isEqualTo(4);
    assertThat(result.model()).isEqualTo(model).isNotEmptyFile();

    TrainingProgress first = reports.getFirst();
    assertThat(first.epoch()).isEqualTo(1);
    assertThat(first.step()).isEqualTo(1);
    assertThat(first.epochs()).isEqualTo(4);
    assertThat(first.validationAccuracy()).isEmpty();
    assertThat(first.imagesPerSecond()).isPositive();
    assertThat(first.remaining()).isPositive();
    TrainingProgress last = reports.getLast();
    assertThat(last.step()).isEqualTo(last.steps());
    assertThat(last.remaining()).isZero();
    assertThat(last.validationAccuracy()).hasValue(result.validationAccuracy());
    assertThat(last.loss()).isLessThan(first.loss());
    assertThat(reports).hasSize(last.steps() * last.epochs());
  }

  @Test
  void saysInTheModelHowItWasMadeAndWhatTheActivationsSaw() {
    TrainingResult result = Trainer.train(request().build(), TrainingListener.NONE, () -> false);

    Network network = OnnxReader.read(model);
    Map<String, String> metadata = network.metadata();
    assertThat(network.preprocessing().scale()).containsExactly(1.0 / 255);
    assertThat(network.preprocessing().range()).isNotNull();
    assertThat(metadata)
        .containsEntry(
            Provenance.COMMAND_KEY,
            "slotwise train --dataset mnist --network cryptonets --activation square --epochs 4"
                + " --seed 5 --learning-rate 0.01 --batch-size 32 --range-penalty 0.1")
        .containsKeys(
            Provenance.VERSION_KEY,
            Provenance.RECIPE_KEY,
            Provenance.VALIDATION_ACCURACY_KEY,
            Provenance.TEST_PRE_ACTIVATIONS_KEY)
        .containsEntry(Provenance.TEST_ACCURACY_KEY, String.format("%.4f", result.testAccuracy()));
    TrainingRanges ranges = TrainingRanges.of(metadata);
    assertThat(ranges.activations()).hasSize(2);
    assertSame(ranges.activations().getFirst(), result.preActivations().getFirst());
    assertSame(Objects.requireNonNull(ranges.scores()), result.scores());
  }

  private static void assertSame(InputRange written, Range seen) {
    assertThat((float) written.low()).isEqualTo((float) seen.low());
    assertThat((float) written.high()).isEqualTo((float) seen.high());
  }

  @Test
  void theSameSeedGivesTheSameFile() throws IOException {
    byte[] first = trained(request().epochs(1).seed(3));
    byte[] again = trained(request().epochs(1).seed(3));
    byte[] other = trained(request().epochs(1).seed(4));

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void cancellingWritesNothing() throws IOException {
    AtomicInteger steps = new AtomicInteger();

    assertThatThrownBy(
            () ->
                Trainer.train(
                    request().build(), _ -> steps.incrementAndGet(), () -> steps.get() == 3))
        .isInstanceOf(CancellationException.class);

    assertThat(steps).hasValue(3);
    assertOnlyDataIn(folder);
  }

  @Test
  void anInterruptedThreadStopsTraining() throws IOException {
    assertThatThrownBy(
            () ->
                Trainer.train(
                    request().build(), _ -> Thread.currentThread().interrupt(), () -> false))
        .isInstanceOf(CancellationException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertOnlyDataIn(folder);
  }

  @Test
  void divergenceIsReportedWithItsStepAndWritesNothing() throws IOException {
    Recipe hot = new Recipe(32, 1e30, 1, 0, 1, 0, 4, 0, Augmentation.NONE);

    assertThatThrownBy(
            () -> Trainer.train(request().recipe(hot).build(), TrainingListener.NONE, () -> false))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("at step")
        .hasMessageContaining("lower learning rate than 1.0E30");

    assertOnlyDataIn(folder);
  }

  @Test
  void refusesASecondTrainingMeanwhile() {
    TrainingRequest request = request().epochs(1).build();
    TrainingListener startsAnother =
        _ ->
            assertThatThrownBy(() -> Trainer.train(request, TrainingListener.NONE, () -> false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another training is running");

    Trainer.train(request, startsAnother, () -> false);
  }

  @Test
  void leavesTheApplicationsPropertiesAsTheyWere() {
    Trainer.train(request().epochs(1).build(), TrainingListener.NONE, () -> false);

    assertThat(System.getProperty("ai.djl.offline")).isNull();
    assertThat(System.getProperty("OPT_OUT_TRACKING")).isNull();
  }

  private TrainingRequest.Builder request() {
    Recipe recipe = new Recipe(32, 0.01, 0.3, 0.01, 1, 0, 4, 0.1, Augmentation.NONE);
    return TrainingRequest.builder()
        .data(folder)
        .dataset("mnist")
        .network("cryptonets")
        .activation("square")
        .epochs(4)
        .seed(5)
        .recipe(recipe)
        .output(model);
  }

  private byte[] trained(TrainingRequest.Builder request) throws IOException {
    Trainer.train(request.build(), TrainingListener.NONE, () -> false);
    return Files.readAllBytes(model);
  }

  private static void assertOnlyDataIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .allMatch(name -> name.endsWith("-ubyte"));
    }
  }
}
