package io.slotwise.training.comparison;

import io.slotwise.training.TrainingProgress;

/** Told how a comparison goes. */
public interface ComparisonListener {
  /**
   * Called when a training starts (or goes on), on the thread that trains.
   *
   * @param started which one
   * @param number its number, from 1
   * @param count number of trainings in all
   */
  void started(ComparisonCase started, int number, int count);

  /** Called after each step of it, likewise. */
  void progressed(TrainingProgress progress);
}
