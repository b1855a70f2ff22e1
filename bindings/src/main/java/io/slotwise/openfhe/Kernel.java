package io.slotwise.openfhe;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A set of the native library's own modular arithmetic, compiled for one instruction set. All give
 * the same residues; they differ in speed.
 */
public enum Kernel {
  /** Standard C++, for any CPU. */
  PLAIN("plain", slotwise_h.SW_KERNEL_PLAIN()),
  /** AVX2 and FMA. */
  AVX2("avx2", slotwise_h.SW_KERNEL_AVX2()),
  /** AVX-512 F, DQ, BW and VL. */
  AVX512("avx512", slotwise_h.SW_KERNEL_AVX512()),
  /** The same with byte products (VNNI) for matrices of 8-bit weights. */
  AVX512_VNNI("avx512-vnni", slotwise_h.SW_KERNEL_AVX512_VNNI());

  private final String label;
  private final int code;

  Kernel(String label, int code) {
    this.label = label;
    this.code = code;
  }

  /** The number that the native library knows it by. */
  int code() {
    return code;
  }

  /** Returns whether the library holds this kernel and this machine's CPU runs it. */
  public boolean isSupported() {
    return ask((answer, error) -> slotwise_h.sw_kernel_supported(code, answer, error)) != 0;
  }

  /** Returns the fastest that this machine's CPU runs. */
  public static Kernel best() {
    int best = ask(slotwise_h::sw_kernel_best);
    return Arrays.stream(values()).filter(kernel -> kernel.code == best).findFirst().orElseThrow();
  }

  /** Returns all that this machine's CPU runs, the slowest first. */
  public static List<Kernel> supported() {
    return Arrays.stream(values()).filter(Kernel::isSupported).toList();
  }

  /**
   * Returns the kernel of a name such as {@code avx2}.
   *
   * @throws IllegalArgumentException if there is none; the message has all names
   */
  public static Kernel of(String name) {
    for (Kernel kernel : values()) {
      if (kernel.label.equals(name.toLowerCase(Locale.ROOT))) {
        return kernel;
      }
    }
    throw new IllegalArgumentException(
        "there is no kernel '%s'; there are %s".formatted(name, List.of(values())));
  }

  /** The name that {@link #of} reads. */
  @Override
  public String toString() {
    return label;
  }

  /** A native function that answers with a 32-bit number. */
  @FunctionalInterface
  private interface Question {
    int ask(MemorySegment answer, MemorySegment error);
  }

  private static int ask(Question question) {
    OpenFhe.requireLoaded();
    try (NativeCall call = new NativeCall()) {
      MemorySegment answer = call.memory().allocate(ValueLayout.JAVA_INT);
      call.check(question.ask(answer, call.error()));
      return answer.get(ValueLayout.JAVA_INT, 0);
    }
  }
}
