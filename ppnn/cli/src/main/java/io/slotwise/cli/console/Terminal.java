package io.slotwise.cli.console;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** What the standard streams are connected to. */
final class Terminal {
  private static final int STANDARD_ERROR = 2;

  private Terminal() {}

  /**
   * Whether standard error is a terminal. {@link java.io.Console#isTerminal()} looks at input and
   * output only, and output is often a pipe while somebody watches the errors.
   */
  @SuppressWarnings("restricted") // isatty reads no memory
  static boolean showsStandardError() {
    Linker linker = Linker.nativeLinker();
    MethodHandle isatty =
        linker.downcallHandle(
            linker.defaultLookup().find("isatty").orElseThrow(),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    try {
      return (int) isatty.invokeExact(STANDARD_ERROR) == 1;
    } catch (Throwable unexpected) {
      throw new LinkageError("isatty", unexpected);
    }
  }
}
