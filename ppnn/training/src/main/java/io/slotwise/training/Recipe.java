package io.slotwise.training;

import io.slotwise.training.data.AffineAugmentation;
import io.slotwise.training.data.Augmentation;
import io.slotwise.training.data.CropAndFlip;
import io.slotwise.training.data.Dataset;

/**
 * How weights are fitted: AdamW with a learning rate that rises for a tenth of the training and
 * then falls along a cosine to nearly zero.
 *
 * @param batchSize examples a step, at least 2 (batch normalisation needs several)
 * @param learningRate the highest learning rate, above 0
 * @param coefficientRate the coefficients of polynomials learn so many times as fast, above 0
 * @param weightDecay share of a weight removed a step, times the learning rate, at least 0
 * @param gradientLimit gradients are scaled down to at most this norm over all parameters, above 0
 * @param labelSmoothing probability spread over all classes, from 0 to below 1
 * @param rangeLimit pre-activations beyond this size are penalised, above 0
 * @param rangePenalty weight of the mean squared excess over {@code rangeLimit} in the loss, at
 *     least 0; small ranges make cheaper encrypted plans, and keep deep polynomials from diverging
 * @param augmentation what is done to each training example
 */
public record Recipe(
    int batchSize,
    double learningRate,
    double coefficientRate,
    double weightDecay,
    double gradientLimit,
    double labelSmoothing,
    double rangeLimit,
    double rangePenalty,
    Augmentation augmentation) {

  /**
   * Checks the ranges given above.
   *
   * @throws IllegalArgumentException if a value is outside its range
   */
  public Recipe {
    require(batchSize >= 2, "batch size", "at least 2", batchSize);
    require(learningRate > 0, "learning rate", "above 0", learningRate);
    require(coefficientRate > 0, "coefficient rate", "above 0", coefficientRate);
    require(weightDecay >= 0, "weight decay", "at least 0", weightDecay);
    require(gradientLimit > 0, "gradient limit", "above 0", gradientLimit);
    require(
        labelSmoothing >= 0 && labelSmoothing < 1,
        "label smoothing",
        "from 0 to below 1",
        labelSmoothing);
    require(rangeLimit > 0, "range limit", "above 0", rangeLimit);
    require(rangePenalty >= 0, "range penalty", "at least 0", rangePenalty);
  }

  /** Returns the recipe chosen on a data set's validation examples. */
  public static Recipe standard(Dataset dataset) {
    return switch (dataset) {
      case MNIST ->
          new Recipe(
              128, 0.005, 0.3, 0.05, 1, 0, 4, 0.02, new AffineAugmentation(7, 0.07, 0.07, 1.4));
      case CIFAR10, CIFAR10_LOCAL_CONTRAST ->
          new Recipe(128, 0.005, 0.3, 0.05, 1, 0, 4, 0.02, new CropAndFlip(3));
      case CSV -> new Recipe(32, 0.01, 0.3, 0.1, 1, 0, 4, 0.02, Augmentation.NONE);
    };
  }

  /** Returns the same with another batch size. */
  public Recipe withBatchSize(int size) {
    return new Recipe(
        size,
        learningRate,
        coefficientRate,
        weightDecay,
        gradientLimit,
        labelSmoothing,
        rangeLimit,
        rangePenalty,
        augmentation);
  }

  /** Returns the same with another learning rate. */
  public Recipe withLearningRate(double rate) {
    return new Recipe(
        batchSize,
        rate,
        coefficientRate,
        weightDecay,
        gradientLimit,
        labelSmoothing,
        rangeLimit,
        rangePenalty,
        augmentation);
  }

  /** Returns the same with another limit and weight of the range penalty. */
  public Recipe withRange(double limit, double penalty) {
    return new Recipe(
        batchSize,
        learningRate,
        coefficientRate,
        weightDecay,
        gradientLimit,
        labelSmoothing,
        limit,
        penalty,
        augmentation);
  }

  private static void require(boolean valid, String what, String range, double value) {
    if (!valid) {
      throw new IllegalArgumentException("%s must be %s, not %s".formatted(what, range, value));
    }
  }
}
