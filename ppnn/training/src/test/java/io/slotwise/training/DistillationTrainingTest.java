package io.slotwise.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.slotwise.model.LocalContrast;
import io.slotwise.model.ModelException;
import io.slotwise.training.data.Augmentation;
import io.slotwise.training.data.Batches;
import io.slotwise.training.data.Dataset;
import io.slotwise.training.data.Normalisation;
import io.slotwise.training.data.TrainingData;
import io.slotwise.training.distillation.Distillation;
import io.slotwise.training.distillation.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistillationTrainingTest {
  @TempDir private Path folder;
  private Path teacher;

  @BeforeEach
  void trainTeacher() throws IOException {
    SyntheticDigits.write(folder);
    teacher = folder.resolve("teacher.onnx");
    train(request().network("mnist-deep").activation("relu").epochs(3).output(teacher));
  }

  /** With all weight on a teacher that errs, the student errs with it: labels are not looked at. */
  @Test
  void aStudentLearnsItsTeachersScores() throws IOException {
    Path student = folder.resolve("student.onnx");
    train(
        request()
            .activation("element")
            .epochs(6)
            .distillation(new Distillation(teacher, 2, 1))
            .output(student));

    TrainingData data = Dataset.MNIST.load(folder);
    float[] numbers = Batches.inOrder(data.test(), SyntheticDigits.TEST).get(0).numbers();
    float[] taught = scores(teacher, numbers);
    float[] learnt = scores(student, numbers);
    int agreed = 0;
    for (int i = 0; i < SyntheticDigits.TEST; i++) {
      agreed += largest(taught, i) == largest(learnt, i) ? 1 : 0;
    }
    assertThat(agreed).isGreaterThanOrEqualTo(95);
  }

  @Test
  void aTeacherOfDataPreparedInAnotherWayIsRefused() {
    TrainingData data = Dataset.MNIST.load(folder);
    TrainingData other =
        new TrainingData(
            data.training(),
            data.validation(),
            data.test(),
            Normalisation.of(new LocalContrast(3, 0.5, 4, 3)));

    assertThatThrownBy(() -> Teacher.of(new Distillation(teacher, 2, 1), other, 10))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("teacher.onnx wants no local contrast normalisation");
  }

  @Test
  void theTeacherIsGivenWhatItsMetadataAskFor() throws IOException {
    TrainingData data = Dataset.MNIST.load(folder);
    float[] pixels = Batches.inOrder(data.test(), 5).get(0).numbers();
    float[] raw = new float[pixels.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = pixels[i] * 255;
    }
    try (OnnxModel model = OnnxModel.load(teacher)) {
      float[] fromPixels = model.scores(pixels, data.test().shape(), 1.0 / 255, 10);
      float[] fromRaw = model.scores(raw, data.test().shape(), 1, 10);
      for (int i = 0; i < fromPixels.length; i++) {
        assertThat(fromRaw[i]).isCloseTo(fromPixels[i], within(1e-3f));
      }
    }
  }

  @Test
  void teachersThatDoNotFit() throws IOException {
    Path broken = Files.write(folder.resolve("broken.onnx"), new byte[] {1, 2, 3});

    assertThatThrownBy(() -> train(request().distillation(new Distillation(broken, 2, 0.5))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("broken.onnx");
    try (OnnxModel model = OnnxModel.load(teacher)) {
      assertThatThrownBy(
              () -> model.scores(new float[784], io.slotwise.model.Shape.of(1, 28, 28), 1, 7))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("7 scores");
      assertThatThrownBy(() -> model.scores(new float[30], io.slotwise.model.Shape.of(30), 1, 10))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("(30)");
    }
  }

  private TrainingRequest.Builder request() {
    Recipe recipe = new Recipe(32, 0.005, 0.3, 0.01, 1, 0, 4, 0.1, Augmentation.NONE);
    return TrainingRequest.builder()
        .data(folder)
        .epochs(1)
        .seed(3)
        .recipe(recipe)
        .output(folder.resolve("model.onnx"));
  }

  private static void train(TrainingRequest.Builder request) {
    Trainer.train(request.build(), TrainingListener.NONE, () -> false);
  }

  private static float[] scores(Path model, float[] numbers) {
    try (OnnxModel loaded = OnnxModel.load(model)) {
      return loaded.scores(numbers, io.slotwise.model.Shape.of(1, 28, 28), 1.0 / 255, 10);
    }
  }

  private static int largest(float[] scores, int example) {
    int largest = 0;
    for (int c = 1; c < 10; c++) {
      largest = scores[example * 10 + c] > scores[example * 10 + largest] ? c : largest;
    }
    return largest;
  }
}
