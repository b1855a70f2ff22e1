package io.slotwise.training;

import ai.djl.training.tracker.Tracker;

/**
 * A learning rate that rises linearly for the first tenth of the steps and then falls along half a
 * cosine to a thousandth of its peak.
 *
 * @param peak the highest rate
 * @param steps number of steps in the training
 */
record OneCycle(double peak, int steps) implements Tracker {
  private static final double RISE = 0.1;
  private static final double FLOOR = 1e-3;

  @Override
  public float getNewValue(int step) {
    double progress = Math.min(1, (double) step / steps);
    if (progress < RISE) {
      return (float) (peak * Math.max(FLOOR, progress / RISE));
    }
    double fall = (1 + Math.cos(Math.PI * (progress - RISE) / (1 - RISE))) / 2;
    return (float) (peak * Math.max(FLOOR, fall));
  }
}
