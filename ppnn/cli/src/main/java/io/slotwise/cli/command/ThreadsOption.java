package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --threads}. */
final class ThreadsOption {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads work at once (default: one per processor).")
  private @Nullable Integer number;

  /**
   * How many threads work at once.
   *
   * @throws MisuseException if fewer than one were asked for
   */
  int number() {
    if (number == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    if (number < 1) {
      throw new MisuseException("--threads %d: give at least 1".formatted(number));
    }
    return number;
  }
}
