package io.slotwise.training.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A data set in three parts.
 *
 * @param training what weights are fitted to
 * @param validation held out of the training set, for choices between trainings
 * @param test read once, when a training is over
 */
public record TrainingData(
    LabelledImages training, LabelledImages validation, LabelledImages test) {
  /** Fixed, so that trainings with different seeds are judged on the same images. */
  private static final long SPLIT_SEED = 0x5eed_0f_5911L;

  /**
   * Splits a training set.
   *
   * @param training the whole training set
   * @param validationCount how many of its images are held out, at least 1 and fewer than all
   * @param test the test set
   * @return the three parts; the split is always the same
   * @throws IllegalArgumentException if nothing would be left to train on, or nothing to validate
   *     on
   */
  public static TrainingData split(
      LabelledImages training, int validationCount, LabelledImages test) {
    if (validationCount < 1 || validationCount >= training.count()) {
      throw new IllegalArgumentException(
          "cannot hold out %d of %d training images for validation"
              .formatted(validationCount, training.count()));
    }
    int[] order = shuffled(training.count(), new SplittableRandom(SPLIT_SEED));
    int[] kept = Arrays.copyOfRange(order, validationCount, order.length);
    int[] heldOut = Arrays.copyOf(order, validationCount);
    return new TrainingData(training.select(kept), training.select(heldOut), test);
  }

  /** Returns the numbers below {@code count} in random order. */
  static int[] shuffled(int count, SplittableRandom random) {
    int[] order = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
    return order;
  }
}
