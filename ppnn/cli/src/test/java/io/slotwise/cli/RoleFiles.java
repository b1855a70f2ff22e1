package io.slotwise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.AbstractStringAssert;

/** A folder of the files that the roles hand each other, and the commands that make them. */
record RoleFiles(Path folder) {
  Path file(String name) {
    return folder.resolve(name);
  }

  String path(String name) {
    return file(name).toString();
  }

  String[] plan(String model, String output, String... options) {
    return with(options, "plan", "--model", path(model), "--output", path(output));
  }

  String[] keygen(String plan, String keys, String... options) {
    return with(options, "keygen", "--plan", path(plan), "--keys", path(keys));
  }

  String[] encrypt(String keys, String input, String output, String... options) {
    return with(
        options, "encrypt", "--keys", path(keys), "--input", path(input), "--output", path(output));
  }

  String[] evaluate(String plan, String keys, String input, String output, String... options) {
    return with(
        options,
        "evaluate",
        "--plan",
        path(plan),
        "--public",
        path(keys + "/public"),
        "--input",
        path(input),
        "--output",
        path(output));
  }

  String[] decrypt(String keys, String input, String output, String... options) {
    return with(
        options, "decrypt", "--keys", path(keys), "--input", path(input), "--output", path(output));
  }

  private static String[] with(String[] options, String... command) {
    String[] line = Arrays.copyOf(command, command.length + options.length);
    System.arraycopy(options, 0, line, command.length, options.length);
    return line;
  }

  void truncate(String from, String to, double kept) throws IOException {
    byte[] bytes = Files.readAllBytes(file(from));
    Files.write(file(to), Arrays.copyOf(bytes, (int) (kept * bytes.length)));
  }

  void succeed(String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  /** What is refused writes to files that are called so. */
  AbstractStringAssert<?> assertRefused(String... arguments) {
    CommandRun run = CommandRun.of(arguments);

    assertThat(run.errors()).startsWith("slotwise: ").hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.output()).isEmpty();
    assertThat(file("refused")).doesNotExist();
    return assertThat(run.errors());
  }
}
