package io.slotwise.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.model.DataException;
import io.slotwise.training.data.Augmentation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir private Path folder;
  private Path model;
  private Path checkpoint;

  @BeforeEach
  void writeData() throws IOException {
    SyntheticDigits.write(folder);
    model = folder.resolve("model.onnx");
    checkpoint = folder.resolve("training.checkpoint");
  }

  @Test
  void anInterruptedTrainingGoesOnAsIfNothingHadHappened() throws IOException {
    train(request("element"));
    byte[] uninterrupted = Files.readAllBytes(model);
    AtomicInteger epochs = new AtomicInteger();
    TrainingRequest resumable = request("element").checkpoint(checkpoint).build();

    assertThatThrownBy(
            () -> Trainer.train(resumable, p -> epochs.set(p.epoch()), () -> epochs.get() == 2))
        .isInstanceOf(CancellationException.class);
    assertThat(checkpoint).exists();
    epochs.set(0);
    Trainer.train(
        resumable,
        progress -> {
          assertThat(progress.epoch()).isGreaterThan(1);
          epochs.set(progress.epoch());
        },
        () -> false);

    assertThat(epochs).hasValue(3);
    assertThat(model).hasBinaryContent(uninterrupted);
  }

  @Test
  void aFinishedTrainingIsNotDoneAgain() {
    TrainingRequest.Builder request = request("square").checkpoint(checkpoint);
    TrainingResult first = train(request);
    AtomicInteger steps = new AtomicInteger();

    TrainingResult again =
        Trainer.train(request.build(), _ -> steps.incrementAndGet(), () -> false);

    assertThat(steps).hasValue(0);
    assertThat(again.testAccuracy()).isEqualTo(first.testAccuracy());
    assertThat(again.validationAccuracy()).isEqualTo(first.validationAccuracy());
  }

  @Test
  void aCheckpointOfAnotherTrainingIsRefused() {
    train(request("square").checkpoint(checkpoint));

    assertThatThrownBy(() -> train(request("square").seed(9).checkpoint(checkpoint)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("another training")
        .hasMessageContaining("--seed 3");
  }

  @Test
  void aDamagedCheckpointIsRefused() throws IOException {
    train(request("square").checkpoint(checkpoint));
    byte[] content = Files.readAllBytes(checkpoint);
    content[content.length / 2] ^= 1;
    Files.write(checkpoint, content);

    assertThatThrownBy(() -> train(request("square").checkpoint(checkpoint)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("damaged");

    Files.write(checkpoint, new byte[3]);
    assertThatThrownBy(() -> train(request("square").checkpoint(checkpoint)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(checkpoint.toString());
  }

  @Test
  void networksStartFromATrainedReluNetwork() {
    TrainingResult relu = train(request("relu").checkpoint(checkpoint));
    assertThat(relu.testAccuracy()).isGreaterThan(0.9);

    for (String activation : List.of("relu", "square", "layer", "channel", "element")) {
      double warm = firstLoss(request(activation).warmStart(new WarmStart(checkpoint, 0)));
      double cold = firstLoss(request(activation));

      assertThat(warm).as(activation).isLessThan(cold / 2);
    }
  }

  @Test
  void polynomialsAreTrainedFurther() {
    train(request("element").checkpoint(checkpoint));

    double further = firstLoss(request("element").warmStart(new WarmStart(checkpoint, 0)));

    assertThat(further).isLessThan(firstLoss(request("element")) / 2);
    assertThatThrownBy(() -> train(request("element").warmStart(new WarmStart(checkpoint, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no ReLU left");
  }

  @Test
  void reluFadesOutOverTheEpochsOfReplacement() {
    train(request("relu").checkpoint(checkpoint));

    // All ReLU at first, the network's loss is still that of the ReLU network.
    double replaced = firstLoss(request("layer").warmStart(new WarmStart(checkpoint, 0)));
    double fading = firstLoss(request("layer").warmStart(new WarmStart(checkpoint, 2)));

    assertThat(fading).isLessThan(replaced);
  }

  private static double firstLoss(TrainingRequest.Builder request) {
    List<Double> losses = new ArrayList<>();
    Trainer.train(request.epochs(1).build(), p -> losses.add(p.loss()), () -> false);
    return losses.getFirst();
  }

  @Test
  void aWarmStartNeedsReluOrTheSameActivation() {
    train(request("square").checkpoint(checkpoint));

    assertThatThrownBy(() -> train(request("element").warmStart(new WarmStart(checkpoint, 1))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("needs cryptonets with relu or element");
  }

  private TrainingRequest.Builder request(String activation) {
    Recipe recipe = new Recipe(32, 0.005, 0.3, 0.01, 1, 0, 4, 0.1, Augmentation.NONE);
    return TrainingRequest.builder()
        .data(folder)
        .activation(activation)
        .epochs(3)
        .seed(3)
        .recipe(recipe)
        .output(model);
  }

  private static TrainingResult train(TrainingRequest.Builder request) {
    return Trainer.train(request.build(), TrainingListener.NONE, () -> false);
  }
}
