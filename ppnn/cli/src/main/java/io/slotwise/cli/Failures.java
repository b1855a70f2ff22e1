package io.slotwise.cli;

import io.slotwise.inference.file.SlotwiseFileException;
import io.slotwise.inference.plan.PlanRefusedException;
import io.slotwise.model.DataException;
import io.slotwise.model.ModelException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Turns whatever ended a command early into one line on standard error and an exit code. */
final class Failures {
  private static final int FAILURE = 1;
  private static final int MISUSE = 2;
  private static final int MEBIBYTE = 1 << 20;

  private Failures() {}

  /** Reports options and arguments that make no sense. */
  static int reportMisuse(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    String hint = "'%s --help' shows what it takes";
    printLine(
        command.getErr(),
        oneLine(failure.getMessage())
            + "; "
            + hint.formatted(command.getCommandSpec().qualifiedName()));
    return MISUSE;
  }

  /** Reports what a running command threw. */
  static int report(Exception failure, CommandLine command) {
    return report(failure, command.getErr(), wantsTrace(command));
  }

  /** Reports what was thrown before or beside the running of a command. */
  static int report(Throwable failure, PrintWriter err) {
    return report(failure, err, traceInEnvironment());
  }

  private static int report(Throwable failure, PrintWriter err, boolean withTrace) {
    if (withTrace) {
      failure.printStackTrace(err);
    }
    printLine(err, message(failure));
    return isMisuse(failure) ? MISUSE : FAILURE;
  }

  private static boolean wantsTrace(CommandLine command) {
    var option = command.getCommandSpec().findOption("--debug");
    return traceInEnvironment() || (option != null && Boolean.TRUE.equals(option.getValue()));
  }

  private static boolean traceInEnvironment() {
    String value = System.getenv("SLOTWISE_DEBUG");
    return value != null && !value.isEmpty();
  }

  private static boolean isMisuse(Throwable failure) {
    return switch (failure) {
      case MisuseException _,
          SlotwiseFileException _,
          DataException _,
          ModelException _,
          PlanRefusedException _,
          IllegalArgumentException _ ->
          true;
      default -> false;
    };
  }

  private static String message(Throwable failure) {
    return switch (failure) {
      case CancellationException _ -> "cancelled; nothing half-written is left";
      case UncheckedIOException unchecked when saysNothingOfItsOwn(unchecked) ->
          message(unchecked.getCause());
      case NoSuchFileException missing -> missing.getFile() + ": no such file";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileSystemException file when file.getReason() == null ->
          file.getFile() + ": " + file.getClass().getSimpleName();
      case IOException io when io.getMessage() != null -> io.getMessage();
      case OutOfMemoryError _ -> outOfMemory();
      case RuntimeException known when known.getMessage() != null && !isDefect(known) ->
          known.getMessage();
      default -> "internal error (%s); --debug shows where".formatted(failure);
    };
  }

  private static boolean saysNothingOfItsOwn(UncheckedIOException failure) {
    return failure.getCause().toString().equals(failure.getMessage());
  }

  /** Whether an exception says more about a mistake of ours than about what the user did. */
  private static boolean isDefect(RuntimeException failure) {
    return failure instanceof NullPointerException
        || failure instanceof IndexOutOfBoundsException
        || failure instanceof ClassCastException;
  }

  private static String outOfMemory() {
    return "out of memory: Java's heap is limited to %d MiB; use a smaller --batch, or raise the limit with JAVA_TOOL_OPTIONS=-Xmx…"
        .formatted(Runtime.getRuntime().maxMemory() / MEBIBYTE);
  }

  private static void printLine(PrintWriter err, String message) {
    String text = oneLine(message);
    err.println("slotwise: " + startLower(text));
    err.flush();
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** Lower-cases a leading capital, unless it starts an acronym or a name such as ONNX. */
  private static String startLower(String text) {
    boolean acronym = text.length() > 1 && !Character.isLowerCase(text.charAt(1));
    return text.isEmpty() || acronym
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
