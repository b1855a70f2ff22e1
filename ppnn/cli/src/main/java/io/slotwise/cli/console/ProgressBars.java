package io.slotwise.cli.console;

import io.slotwise.inference.execution.ProgressListener;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * A bar on standard error for each phase of long work, if that is a terminal; nothing otherwise. A
 * bar vanishes when its phase is over. Safe for use by several threads; to be closed.
 */
public final class ProgressBars implements ProgressListener, AutoCloseable {
  private static final int WIDTH = 80;

  private final boolean shown = Terminal.showsStandardError();
  private volatile @Nullable ProgressBar current;

  @Override
  public synchronized void phaseStarted(String phase, long steps) {
    close();
    if (shown) {
      current =
          new ProgressBarBuilder()
              .setTaskName(phase)
              .setInitialMax(steps)
              .setStyle(ProgressBarStyle.ASCII)
              .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
              .clearDisplayOnFinish()
              .build();
    }
  }

  @Override
  public void advanced(long steps) {
    ProgressBar bar = current;
    if (bar != null) {
      bar.stepBy(steps);
    }
  }

  /** Shows a few words beside the current bar. */
  public void say(String words) {
    ProgressBar bar = current;
    if (bar != null) {
      bar.setExtraMessage(words);
    }
  }

  @Override
  public synchronized void close() {
    ProgressBar bar = current;
    if (bar != null) {
      bar.close();
      current = null;
    }
  }
}
