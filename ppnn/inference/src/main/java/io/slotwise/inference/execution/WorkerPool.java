package io.slotwise.inference.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs independent numbered tasks on a fixed number of threads. For use by one thread at a time;
 * closing ends the threads.
 */
public final class WorkerPool implements AutoCloseable {
  private final RunOptions options;
  private final ExecutorService executor;

  /** Starts as many threads as the options say. */
  public WorkerPool(RunOptions options) {
    this.options = options;
    this.executor =
        Executors.newFixedThreadPool(
            options.threads(), Thread.ofPlatform().name("slotwise-", 0).daemon().factory());
  }

  /**
   * Runs {@code task} for each number from 0 up to {@code count} and waits for all. After a failure
   * or a cancellation no further task starts, and those under way are waited for.
   *
   * @throws CancellationException if the options' supplier said so
   * @throws RuntimeException whatever the first failing task threw
   */
  public void forEach(int count, IntConsumer task) {
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean stopped = new AtomicBoolean();
    List<Future<?>> workers = new ArrayList<>();
    for (int worker = 0; worker < Math.min(options.threads(), count); worker++) {
      workers.add(executor.submit(() -> work(count, task, next, stopped)));
    }
    @Nullable RuntimeException failure = null;
    for (Future<?> worker : workers) {
      failure = firstOf(failure, outcome(worker, stopped));
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Begins a phase of so many steps; see {@link ProgressListener}. */
  public void phaseStarted(String phase, long steps) {
    options.progress().phaseStarted(phase, steps);
  }

  /** Reports some steps as done; called by tasks. */
  public void advanced(long steps) {
    options.progress().advanced(steps);
  }

  private void work(int count, IntConsumer task, AtomicInteger next, AtomicBoolean stopped) {
    try {
      for (int index; !stopped.get() && (index = next.getAndIncrement()) < count; ) {
        options.requireNotCancelled();
        task.accept(index);
      }
    } catch (Throwable failure) {
      stopped.set(true);
      throw failure;
    }
  }

  /** Waits for a worker; an interruption of the waiting thread cancels the work. */
  @SuppressWarnings("Interruption") // the flag is set again once the workers are done
  private static @Nullable RuntimeException outcome(Future<?> worker, AtomicBoolean stopped) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          worker.get();
          return interrupted ? new CancellationException("interrupted") : null;
        } catch (InterruptedException _) {
          interrupted = true;
          stopped.set(true);
        } catch (ExecutionException failure) {
          return asUnchecked(failure.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException asUnchecked(Throwable cause) {
    return switch (cause) {
      case RuntimeException unchecked -> unchecked;
      case Error error -> throw error;
      default -> new IllegalStateException(cause);
    };
  }

  private static @Nullable RuntimeException firstOf(
      @Nullable RuntimeException earlier, @Nullable RuntimeException later) {
    if (earlier == null) {
      return later;
    }
    if (later != null && later != earlier) {
      earlier.addSuppressed(later);
    }
    return earlier;
  }

  @Override
  public void close() {
    executor.close();
  }
}
