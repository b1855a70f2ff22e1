package io.slotwise.cli.machine;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** Memory that Java's heap and the C library keep for later. */
public final class UnusedMemory {
  private UnusedMemory() {}

  /**
   * Hands what is not in use back to the system, so that the next {@linkplain PeakMemory peak} is
   * not that of work done before. Does what it can: a C library other than glibc keeps its share.
   */
  @SuppressWarnings("restricted") // malloc_trim touches no memory that is in use
  public static void release() {
    System.gc();
    Linker linker = Linker.nativeLinker();
    linker
        .defaultLookup()
        .find("malloc_trim")
        .ifPresent(
            address -> {
              MethodHandle trim =
                  linker.downcallHandle(address, FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
              try {
                int _ = (int) trim.invokeExact(0L);
              } catch (Throwable unexpected) {
                throw new LinkageError("malloc_trim", unexpected);
              }
            });
  }
}
