package io.slotwise.training;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a network makes of a data set.
 *
 * @param images number of images
 * @param right how many of them are classified rightly
 * @param scores range of the scores
 * @param preActivations for each activation, in order, the range of what it was given
 */
record Evaluation(int images, int right, Range scores, List<Range> preActivations) {
  /** Returns the share of the images classified rightly, 0 to 1. */
  double accuracy() {
    return (double) right / images;
  }

  /** Returns what the network makes of both data sets together. */
  Evaluation and(Evaluation other) {
    List<Range> ranges =
        IntStream.range(0, preActivations.size())
            .mapToObj(i -> preActivations.get(i).and(other.preActivations.get(i)))
            .toList();
    return new Evaluation(
        images + other.images, right + other.right, scores.and(other.scores), ranges);
  }
}
