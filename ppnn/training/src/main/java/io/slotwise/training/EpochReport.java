package io.slotwise.training;

import java.time.Duration;
import java.util.OptionalDouble;

/** Sums up the steps of an epoch for {@link TrainingProgress}. */
final class EpochReport {
  private final int epoch;
  private final int epochs;
  private final int steps;
  private final long start = System.nanoTime();
  private int done;
  private int images;
  private int right;
  private double loss;

  EpochReport(int epoch, int epochs, int steps) {
    this.epoch = epoch;
    this.epochs = epochs;
    this.steps = steps;
  }

  void add(TrainingSession.Step step, int count) {
    done++;
    images += count;
    right += step.right();
    loss += step.loss() * count;
  }

  /** The mean loss so far. */
  double loss() {
    return loss / images;
  }

  TrainingProgress progress(OptionalDouble validationAccuracy) {
    double seconds = Math.max(1e-9, (System.nanoTime() - start) / 1e9);
    long stepsLeft = (long) (epochs - epoch + 1) * steps - done;
    return new TrainingProgress(
        epoch,
        epochs,
        done,
        steps,
        loss / images,
        (double) right / images,
        images / seconds,
        Duration.ofMillis(Math.round(1000 * seconds / done * stepsLeft)),
        validationAccuracy);
  }
}
