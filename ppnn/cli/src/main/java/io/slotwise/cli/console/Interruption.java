package io.slotwise.cli.console;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Ctrl-C, as the running command sees it: true once the process was told to end. The process then
 * waits a little for the command to stop, so that files are removed and no native code runs while
 * its libraries are taken down. Safe for use by several threads.
 */
public final class Interruption implements BooleanSupplier {
  private static final long PATIENCE_SECONDS = 5;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean raised;

  private Interruption() {}

  /** Starts to watch for the end of the process. */
  public static Interruption watch() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::raise, "slotwise-interruption"));
    return interruption;
  }

  @Override
  public boolean getAsBoolean() {
    return raised;
  }

  /** Says that the command is over, so that nothing needs to be waited for. */
  public void commandEnded() {
    ended.countDown();
  }

  private void raise() {
    raised = true;
    try {
      var _ = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
