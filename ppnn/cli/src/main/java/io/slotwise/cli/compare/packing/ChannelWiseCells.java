package io.slotwise.cli.compare.packing;

import java.util.ArrayList;
import java.util.List;

/**
 * Times of channel-wise packing at several batch sizes. Each image has ciphertexts of its own, so
 * that a few are measured and the rest follows.
 */
final class ChannelWiseCells {
  private final Runner runner;
  private final int mostImages;
  private final double mostSeconds;

  /**
   * Says how much is to be measured.
   *
   * @param mostImages the largest batch that is run
   * @param mostSeconds the longest time that a batch may take; one image is run in any case
   */
  ChannelWiseCells(Runner runner, int mostImages, double mostSeconds) {
    this.runner = runner;
    this.mostImages = mostImages;
    this.mostSeconds = mostSeconds;
  }

  /** Measures and extrapolates. */
  MethodResult measure(ChannelWiseDeployment deployment, List<Integer> batchSizes) {
    Run one = runner.first(deployment, 1);
    int most = Math.min(affordable(one), batchSizes.getLast());
    Run many = most == 1 ? one : runner.run(deployment, most);
    List<Cell> cells = new ArrayList<>();
    for (int images : batchSizes) {
      if (images > most) {
        cells.add(extrapolated(many, images, deployment.keyBytes()));
      } else if (images == 1 || images == most) {
        cells.add(Cell.measured(images == 1 ? one : many, deployment.keyBytes()));
      } else {
        cells.add(Cell.measured(runner.run(deployment, images), deployment.keyBytes()));
      }
    }
    return new MethodResult(List.of(deployment.setup()), cells);
  }

  /** The time of a larger batch than was run. */
  static Cell extrapolated(Run run, int images, long keyBytes) {
    double factor = (double) images / run.images();
    return Cell.scaled(run, factor, images, Basis.PER_IMAGE, keyBytes);
  }

  private int affordable(Run one) {
    return (int) Math.clamp(mostSeconds / one.seconds().total(), 1, mostImages);
  }
}
