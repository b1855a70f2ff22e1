package io.slotwise.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code slotwise compare}. */
@Command(
    name = "compare",
    description = "Measure alternatives side by side.",
    subcommands = {
      CompareActivationsCommand.class,
      CompareEnginesCommand.class,
      ComparePackingsCommand.class
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class CompareCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what to compare is missing");
  }
}
