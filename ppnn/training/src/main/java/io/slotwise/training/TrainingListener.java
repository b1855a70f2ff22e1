package io.slotwise.training;

/** Told how a training goes. */
@FunctionalInterface
public interface TrainingListener {
  /** Listens to nothing. */
  TrainingListener NONE = _ -> {};

  /**
   * Called after each step on the thread that trains, so it should return quickly. An exception
   * that it throws ends the training.
   *
   * @param progress where the training is
   */
  void progressed(TrainingProgress progress);
}
