package io.slotwise.cli.compare.packing;

/** Cells with times that are easy to reckon with. */
final class Cells {
  private Cells() {}

  /** A measured batch: a tenth of the time is encryption, the rest evaluation. */
  static Cell of(Method method, int images, double totalSeconds) {
    return Cell.measured(run(method, images, totalSeconds), 7);
  }

  static Run run(Method method, int images, double totalSeconds) {
    Seconds seconds = new Seconds(totalSeconds / 10, totalSeconds * 9 / 10, 0);
    return new Run(method, images, seconds, new Traffic(1000L * images, images), null, null);
  }
}
