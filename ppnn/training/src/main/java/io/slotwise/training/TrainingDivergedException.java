package io.slotwise.training;

/** Thrown when a loss or a score is no longer a finite number. Nothing has been written then. */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what diverged, when, and what may help
   */
  public TrainingDivergedException(String message) {
    super(message);
  }
}
