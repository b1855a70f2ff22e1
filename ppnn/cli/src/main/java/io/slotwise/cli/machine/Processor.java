package io.slotwise.cli.machine;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The CPU that this process runs on. */
public final class Processor {
  /** By Linux's names: those that modular arithmetic gains from. */
  private static final List<String> USEFUL =
      List.of(
          "avx2",
          "fma",
          "avx512f",
          "avx512dq",
          "avx512bw",
          "avx512ifma",
          "avx512vbmi",
          "avx512_vnni");

  private Processor() {}

  /** The model's name, or "unknown". */
  public static String name() {
    return ProcFile.CPU.value("model name").orElse("unknown");
  }

  /** The vector instructions that fast modular arithmetic uses and this CPU has; Linux's names. */
  public static List<String> vectorInstructions() {
    Set<String> flags =
        Set.copyOf(Arrays.asList(ProcFile.CPU.value("flags").orElse("").split("\\s+")));
    return USEFUL.stream().filter(flags::contains).toList();
  }
}
