package io.slotwise.training;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.model.DataException;
import io.slotwise.training.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be trained is said before PyTorch is loaded. */
class RefusalTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeData() throws IOException {
    SyntheticDigits.write(folder);
  }

  @Test
  void namesOfThingsThatAreNotSupported() {
    assertThatThrownBy(() -> request().dataset("imagenet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown dataset 'imagenet'; supported: mnist, cifar10, cifar10-local-contrast, csv");
    assertThatThrownBy(() -> request().network("resnet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown network 'resnet'; supported: cryptonets, mnist-deep, cifar10-tiny,"
                + " cifar10-small, cifar10-small-separable, cifar10-large, table");
    assertThatThrownBy(() -> request().activation("swish"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown activation 'swish'; supported: relu, square, layer, channel, element");
  }

  @Test
  void noEpochs() {
    assertThatThrownBy(() -> request().epochs(0).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("epochs must be at least 1, not 0");
  }

  @Test
  void recipesOutOfRange() {
    Recipe standard = Recipe.standard(Dataset.MNIST);
    assertThatThrownBy(() -> new Recipe(1, 0.1, 1, 0, 1, 0, 4, 0, standard.augmentation()))
        .hasMessageContaining("batch size must be at least 2");
    assertThatThrownBy(() -> new Recipe(32, Double.NaN, 1, 0, 1, 0, 4, 0, standard.augmentation()))
        .hasMessageContaining("learning rate must be above 0");
  }

  @Test
  void missingFiles() throws IOException {
    Files.delete(folder.resolve("t10k-labels-idx1-ubyte"));

    assertThatThrownBy(() -> train(request().output(folder.resolve("model.onnx"))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("t10k-labels-idx1-ubyte")
        .hasMessageContaining(folder.toString());
  }

  @Test
  void labelsBeyondTheNetworksClasses() throws IOException {
    Path labels = folder.resolve("train-labels-idx1-ubyte");
    byte[] bytes = Files.readAllBytes(labels);
    bytes[8] = 10;
    Files.write(labels, bytes);

    assertThatThrownBy(() -> train(request().output(folder.resolve("model.onnx"))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("10 classes")
        .hasMessageContaining("label 10");
  }

  @Test
  void outputsThatCannotBeWritten() {
    assertThatThrownBy(() -> train(request().output(folder.resolve("missing/model.onnx"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("its folder does not exist");
    assertThatThrownBy(() -> train(request().output(folder)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it is a folder");
  }

  private TrainingRequest.Builder request() {
    return TrainingRequest.builder().data(folder).output(folder.resolve("model.onnx"));
  }

  private static void train(TrainingRequest.Builder request) {
    Trainer.train(request.build(), TrainingListener.NONE, () -> false);
  }
}
