package io.slotwise.cli.command;

import io.slotwise.training.Recipe;
import io.slotwise.training.data.Dataset;
import io.slotwise.training.distillation.Distillation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TrainingOptions} mean to the training. Apart from them, so that no class of the
 * training is loaded with the other commands.
 */
final class TrainingChoices {
  private TrainingChoices() {}

  /** The data set's recipe with what the user wants changed. */
  static Recipe recipe(String dataset, TrainingOptions options) {
    Recipe recipe = Recipe.standard(Dataset.named(dataset));
    if (options.batchSize != null) {
      recipe = recipe.withBatchSize(options.batchSize);
    }
    if (options.learningRate != null) {
      recipe = recipe.withLearningRate(options.learningRate);
    }
    return recipe.withRange(
        Objects.requireNonNullElse(options.rangeLimit, recipe.rangeLimit()),
        Objects.requireNonNullElse(options.rangePenalty, recipe.rangePenalty()));
  }

  /** The teacher and how to learn from it, if the user names one. */
  static @Nullable Distillation distillation(TrainingOptions options) {
    if (options.teacher == null) {
      return null;
    }
    return new Distillation(
        options.teacher,
        Objects.requireNonNullElse(options.temperature, Distillation.DEFAULT_TEMPERATURE),
        Objects.requireNonNullElse(options.distillationWeight, Distillation.DEFAULT_WEIGHT));
  }
}
