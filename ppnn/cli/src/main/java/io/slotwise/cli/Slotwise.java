package io.slotwise.cli;

import io.slotwise.cli.command.CompareCommand;
import io.slotwise.cli.command.DecryptCommand;
import io.slotwise.cli.command.DemoCommand;
import io.slotwise.cli.command.EncryptCommand;
import io.slotwise.cli.command.EvaluateCommand;
import io.slotwise.cli.command.InfoCommand;
import io.slotwise.cli.command.KeygenCommand;
import io.slotwise.cli.command.PlanCommand;
import io.slotwise.cli.command.PredictCommand;
import io.slotwise.cli.command.TrainCommand;
import io.slotwise.cli.console.Interruption;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code slotwise} command. */
@Command(
    name = "slotwise",
    description = "Runs neural networks on batches of encrypted inputs.",
    subcommands = {
      DemoCommand.class,
      InfoCommand.class,
      PlanCommand.class,
      PredictCommand.class,
      KeygenCommand.class,
      EncryptCommand.class,
      EvaluateCommand.class,
      DecryptCommand.class,
      CompareCommand.class,
      TrainCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false)
public final class Slotwise implements Runnable {
  private final BooleanSupplier cancelled;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the specification
  private Slotwise(BooleanSupplier cancelled) {
    this.cancelled = cancelled;
  }

  /**
   * Runs the command and ends the process with its exit code: 0, 1 after a failure, 2 after misuse,
   * 130 after Ctrl-C.
   */
  public static void main(String[] arguments) {
    Interruption interruption = Interruption.watch();
    int exitCode =
        run(
            interruption,
            new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true),
            new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true),
            arguments);
    interruption.commandEnded();
    System.exit(exitCode);
  }

  /**
   * Runs the command within this process.
   *
   * @param cancelled asked by long work between its steps; once true, it stops
   * @param out receives the result
   * @param err receives errors, and nothing else
   * @param arguments as given on the command line
   * @return the exit code
   */
  public static int run(
      BooleanSupplier cancelled, PrintWriter out, PrintWriter err, String... arguments) {
    try {
      return new CommandLine(new Slotwise(cancelled))
          .setOut(out)
          .setErr(err)
          .setCaseInsensitiveEnumValuesAllowed(true)
          .setParameterExceptionHandler(Failures::reportMisuse)
          .setExecutionExceptionHandler((failure, command, _) -> Failures.report(failure, command))
          .execute(arguments);
    } catch (Error error) {
      // picocli lets errors pass: no memory, a native library that does not load.
      return Failures.report(error, err);
    }
  }

  /** Asked by long work between its steps: whether the user wants it to stop. */
  public BooleanSupplier cancelled() {
    return cancelled;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
