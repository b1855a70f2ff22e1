package io.slotwise.training;

import io.slotwise.model.LocalContrast;
import io.slotwise.model.ModelException;
import io.slotwise.model.Shape;
import io.slotwise.training.data.TrainingData;
import io.slotwise.training.distillation.Distillation;
import io.slotwise.training.distillation.OnnxModel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Scores the examples that a student learns from, as they are augmented: a teacher that sees other
 * images than its student teaches less (Beyer et al., arXiv 2106.05237). To be closed; not safe for
 * several threads.
 */
final class Teacher implements AutoCloseable {
  private static final float[] NOTHING = {};

  private final @Nullable OnnxModel model;
  private final Shape shape;
  private final double unit;
  private final int classes;

  private Teacher(@Nullable OnnxModel model, TrainingData data, int classes) {
    this.model = model;
    this.shape = data.training().shape();
    this.unit = data.normalisation().unit();
    this.classes = classes;
  }

  /** Loads the teacher, or makes one that has nothing to say if there is no distillation. */
  static Teacher of(@Nullable Distillation distillation, TrainingData data, int classes) {
    if (distillation == null) {
      return new Teacher(null, data, classes);
    }
    OnnxModel model = OnnxModel.load(distillation.teacher());
    LocalContrast wanted = model.preprocessing().localContrast();
    if (!Objects.equals(wanted, data.normalisation().localContrast())) {
      model.close();
      throw new ModelException(
          "the teacher %s %s local contrast normalisation, the data set is the other way: take a teacher trained on the same data set"
              .formatted(distillation.teacher(), wanted == null ? "wants no" : "wants"));
    }
    return new Teacher(model, data, classes);
  }

  /** Returns the teacher's scores, example after example; empty if there is no teacher. */
  float[] scores(float[] numbers) {
    return model == null ? NOTHING : model.scores(numbers, shape, unit, classes);
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
  }
}
