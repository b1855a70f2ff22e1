package io.slotwise.cli.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A text file under {@code /proc} of lines such as {@code name : value}. */
record ProcFile(Path path) {
  static final ProcFile CPU = new ProcFile(Path.of("/proc/cpuinfo"));
  static final ProcFile PROCESS_STATUS = new ProcFile(Path.of("/proc/self/status"));

  /** The value of the first line of that name; empty where the system has no such file or line. */
  Optional<String> value(String name) {
    try (Stream<String> lines = Files.lines(path)) {
      return lines
          .map(line -> line.split(":", 2))
          .filter(parts -> parts.length == 2 && parts[0].strip().equals(name))
          .map(parts -> parts[1].strip())
          .findFirst();
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
