package io.slotwise.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A function of a kernel on prepared data, in the library {@code slotwise_benchmark}. For one
 * thread.
 */
@SuppressWarnings("restricted") // Calling native code is what this class is for.
final class KernelCase implements AutoCloseable {
  private static final Path LIBRARY =
      Path.of(
          System.getProperty(
              "slotwise.benchmark.library",
              "native/build/package/src/kernels/benchmark/libslotwise_benchmark.so"));
  private static final SymbolLookup SYMBOLS = load();
  private static final MethodHandle OPEN =
      function("open", ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
  private static final MethodHandle MULTIPLY_ADDS =
      function("multiply_adds", ValueLayout.JAVA_DOUBLE, ValueLayout.ADDRESS);
  private static final MethodHandle PEAK =
      function("peak", ValueLayout.JAVA_DOUBLE, ValueLayout.ADDRESS);
  private static final MethodHandle RUN = procedure("run");
  private static final MethodHandle CLOSE = procedure("close");

  private final MemorySegment handle;

  private KernelCase(MemorySegment handle) {
    this.handle = handle;
  }

  /**
   * Prepares a case.
   *
   * @throws IllegalArgumentException if the CPU does not run the kernel, or the kernel does not
   *     have the case
   */
  static KernelCase open(String kernel, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle =
          (MemorySegment) OPEN.invokeExact(arena.allocateFrom(kernel), arena.allocateFrom(name));
      if (handle.equals(MemorySegment.NULL)) {
        throw new IllegalArgumentException(
            "this CPU does not run '%s', or it has no '%s'".formatted(kernel, name));
      }
      return new KernelCase(handle);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** Runs it once, which takes up to some milliseconds. */
  void run() {
    try {
      RUN.invokeExact(handle);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** Returns the multiply-adds of one run. */
  double multiplyAdds() {
    try {
      return (double) MULTIPLY_ADDS.invokeExact(handle);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** Measures the machine's peak for it, in billions of multiply-adds a second. */
  double peak() {
    try {
      return (double) PEAK.invokeExact(handle);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  @Override
  public void close() {
    try {
      CLOSE.invokeExact(handle);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  private static SymbolLookup load() {
    if (!Files.exists(LIBRARY)) {
      throw new IllegalStateException(
          LIBRARY
              + " is missing: start in the repository's root, and build it as bench/README.md"
              + " says");
    }
    return SymbolLookup.libraryLookup(LIBRARY.toAbsolutePath(), Arena.global());
  }

  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... parameters) {
    return link(name, FunctionDescriptor.of(result, parameters));
  }

  private static MethodHandle procedure(String name) {
    return link(name, FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
  }

  private static MethodHandle link(String name, FunctionDescriptor type) {
    return Linker.nativeLinker()
        .downcallHandle(SYMBOLS.find("slotwise_case_" + name).orElseThrow(), type);
  }

  private static RuntimeException unchecked(Throwable e) {
    return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
  }
}
