package io.slotwise.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command in a process of its own, on the class path of the tests. */
final class CommandProcess {
  private static final long MINUTES = 5;

  private final Process process;
  private final Path output;
  private final Path errors;

  private CommandProcess(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /** Starts the command. */
  static CommandProcess start(List<String> javaFlags, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx1g"));
    if (Runtime.version().feature() >= 23) {
      line.add("--sun-misc-unsafe-memory-access=allow"); // as the launcher does
    }
    line.addAll(javaFlags);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Slotwise.class.getName()));
    line.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("slotwise-test", ".out");
      Path errors = Files.createTempFile("slotwise-test", ".err");
      Process process =
          new ProcessBuilder(line)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      return new CommandProcess(process, output, errors);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Runs the command to its end. */
  static CommandRun run(String... arguments) {
    return start(List.of(), arguments).await();
  }

  /** What the command has printed on standard error so far. */
  String errorsSoFar() {
    return read(errors);
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** Memory that belongs to no file, in bytes; 0 once the process has ended. */
  long anonymousBytes() {
    try {
      return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
          .filter(line -> line.startsWith("RssAnon:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException ended) {
      return 0;
    }
  }

  /** Ends the process without letting it do anything more. */
  void kill() {
    process.destroyForcibly();
  }

  /** Does to the process what Ctrl-C does. */
  void interrupt() throws Exception {
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
  }

  /** Waits for the end. */
  CommandRun await() {
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException("the command does not end; it said: " + read(errors));
      }
      CommandRun run = new CommandRun(process.exitValue(), read(output), read(errors));
      Files.delete(output);
      Files.delete(errors);
      return run;
    } catch (InterruptedException | IOException failure) {
      process.destroyForcibly();
      throw new IllegalStateException(failure);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
