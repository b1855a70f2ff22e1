package io.slotwise.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What a command run within this process left behind.
 *
 * @param exitCode 0, 1 or 2
 * @param output all of standard output
 * @param errors all of standard error
 */
record CommandRun(int exitCode, String output, String errors) {
  static CommandRun of(String... arguments) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    int exitCode =
        Slotwise.run(() -> false, new PrintWriter(output), new PrintWriter(errors), arguments);
    return new CommandRun(exitCode, output.toString(), errors.toString());
  }
}
