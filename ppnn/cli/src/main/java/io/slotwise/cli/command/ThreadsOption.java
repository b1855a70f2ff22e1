package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --threads}. */
final class ThreadsOption {
  private static final int MOST = 1024;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads work at once (default: one per processor).")
  private @Nullable Integer number;

  /**
   * How many threads work at once.
   *
   * @throws MisuseException if fewer than one or more than {@value #MOST} were asked for
   */
  int number() {
    if (number == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    if (number < 1 || number > MOST) {
      throw new MisuseException("--threads %d: give 1 to %d".formatted(number, MOST));
    }
    return number;
  }
}
