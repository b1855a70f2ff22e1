package io.slotwise.training;

import io.slotwise.training.data.AffineAugmentation;
import io.slotwise.training.data.Augmentation;

/**
 * How weights are fitted: AdamW with a learning rate that rises for a tenth of the training and
 * then falls along a cosine to nearly zero.
 *
 * @param batchSize images a step, at least 2 (batch normalisation needs several)
 * @param learningRate the highest learning rate, above 0
 * @param weightDecay share of a weight removed a step, times the learning rate, at least 0
 * @param gradientLimit each element of a gradient is cut to at most this size, above 0
 * @param labelSmoothing probability spread over the wrong classes, from 0 to below 1
 * @param rangeLimit pre-activations beyond this size are penalised, above 0
 * @param rangePenalty weight of the mean squared excess over {@code rangeLimit} in the loss, at
 *     least 0; small ranges make cheaper encrypted plans
 * @param augmentation what is done to each training image
 */
public record Recipe(
    int batchSize,
    double learningRate,
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

  /** Returns the recipe chosen on MNIST's validation images for the CryptoNets-shaped network. */
  public static Recipe standard() {
    return new Recipe(
        128, 0.01, 0.05, 1.0, 0.0, 4.0, 0.1, new AffineAugmentation(10, 0.1, 0.1, 2.0));
  }

  private static void require(boolean valid, String what, String range, double value) {
    if (!valid) {
      throw new IllegalArgumentException("%s must be %s, not %s".formatted(what, range, value));
    }
  }
}
