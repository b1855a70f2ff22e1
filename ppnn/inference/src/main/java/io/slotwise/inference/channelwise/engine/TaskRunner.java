package io.slotwise.inference.channelwise.engine;

import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.execution.WorkerPool;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;

/**
 * Runs independent numbered tasks: on all threads of a pool for one image, or one after another
 * where several images are evaluated at once.
 */
public interface TaskRunner {
  /**
   * Runs {@code task} for each number from 0 up to {@code count}.
   *
   * @throws CancellationException if cancelled
   */
  void forEach(int count, IntConsumer task);

  /** Reports some steps as done. */
  void advanced(long steps);

  /** Runs tasks on a pool. */
  static TaskRunner on(WorkerPool pool) {
    return new TaskRunner() {
      @Override
      public void forEach(int count, IntConsumer task) {
        pool.forEach(count, task);
      }

      @Override
      public void advanced(long steps) {
        pool.advanced(steps);
      }
    };
  }

  /** Runs tasks on the calling thread. */
  static TaskRunner sequential(RunOptions options) {
    return new TaskRunner() {
      @Override
      public void forEach(int count, IntConsumer task) {
        for (int i = 0; i < count; i++) {
          options.requireNotCancelled();
          task.accept(i);
        }
      }

      @Override
      public void advanced(long steps) {
        options.progress().advanced(steps);
      }
    };
  }
}
