package io.slotwise.inference.execution;

/**
 * Hears how far long work has come. Called from worker threads, several at once: implementations
 * are thread-safe and quick.
 */
public interface ProgressListener {
  /** Hears nothing. */
  ProgressListener NONE =
      new ProgressListener() {
        @Override
        public void phaseStarted(String phase, long steps) {}

        @Override
        public void advanced(long steps) {}
      };

  /**
   * A phase begins; the one before it, if any, is over.
   *
   * @param phase what is done, such as "encrypt"
   * @param steps how many steps the phase takes, at least 1
   */
  void phaseStarted(String phase, long steps);

  /** Some more steps of the current phase are done. */
  void advanced(long steps);
}
