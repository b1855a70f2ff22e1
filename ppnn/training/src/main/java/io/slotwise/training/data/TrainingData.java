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
 * @param normalisation what is done to examples before the network sees them
 */
public record TrainingData(
    LabelledExamples training,
    LabelledExamples validation,
    LabelledExamples test,
    Normalisation normalisation) {
  /** Fixed, so that trainings with different seeds are judged on the same examples. */
  private static final long SPLIT_SEED = 0x5eed_0f_5911L;

  /**
   * Splits a training set.
   *
   * @param training the whole training set
   * @param validationCount how many of its examples are held out, at least 1 and fewer than all
   * @param test the test set
   * @param normalisation what is done to examples before the network sees them
   * @return the three parts; the split is always the same
   * @throws IllegalArgumentException if nothing would be left to train on, or nothing to validate
   *     on
   */
  public static TrainingData split(
      LabelledExamples training,
      int validationCount,
      LabelledExamples test,
      Normalisation normalisation) {
    LabelledExamples[] parts = split(training, validationCount);
    return new TrainingData(parts[0], parts[1], test, normalisation);
  }

  /** Returns what is left of the examples, and {@code count} of them, chosen at random. */
  static LabelledExamples[] split(LabelledExamples examples, int count) {
    if (count < 1 || count >= examples.count()) {
      throw new IllegalArgumentException(
          "cannot hold out %d of %d training examples for validation"
              .formatted(count, examples.count()));
    }
    int[] order = shuffled(examples.count(), new SplittableRandom(SPLIT_SEED));
    return new LabelledExamples[] {
      examples.select(Arrays.copyOfRange(order, count, order.length)),
      examples.select(Arrays.copyOf(order, count))
    };
  }

  /** Returns the number of classes: one more than the largest label. */
  public int classes() {
    return 1
        + Math.max(
            training.largestLabel(), Math.max(validation.largestLabel(), test.largestLabel()));
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
