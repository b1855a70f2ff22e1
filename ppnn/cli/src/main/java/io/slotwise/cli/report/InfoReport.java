package io.slotwise.cli.report;

import java.util.List;

/**
 * What runs, and on what.
 *
 * @param slotwise version of the command
 * @param openFhe the homomorphic encryption library
 * @param java the Java runtime
 * @param machine what it runs on
 */
public record InfoReport(String slotwise, OpenFheLibrary openFhe, JavaRuntime java, Machine machine)
    implements Report {
  /**
   * OpenFHE.
   *
   * @param version such as {@code 1.4.2}
   * @param source where the build found it: {@code installed} or {@code sdk}, a colon, and which
   * @param nativeIntegerBits bits of its integers
   * @param openMp whether it was built with OpenMP; calls run on one thread all the same
   * @param adapterVersion version of the native library around it
   * @param adapterFile the file that the native library was loaded from
   */
  public record OpenFheLibrary(
      String version,
      String source,
      int nativeIntegerBits,
      boolean openMp,
      String adapterVersion,
      String adapterFile) {}

  /**
   * The Java runtime.
   *
   * @param version such as {@code 25.0.1+8-LTS}
   * @param vendor who built it
   * @param home where it is installed
   * @param maxHeapBytes the most memory that Java objects may take
   */
  public record JavaRuntime(String version, String vendor, String home, long maxHeapBytes) {}

  /**
   * The machine.
   *
   * @param os operating system and version
   * @param architecture as Java names it, such as {@code amd64}
   * @param cpu the model's name, or "unknown"
   * @param processors how many this process may use
   * @param vectorInstructions those of AVX2 and AVX-512 that the CPU has and kernels may use
   * @param kernel what the batch engine computes with unless told otherwise
   * @param kernels all that the CPU runs, the slowest first
   */
  public record Machine(
      String os,
      String architecture,
      String cpu,
      int processors,
      List<String> vectorInstructions,
      String kernel,
      List<String> kernels) {}

  @Override
  public List<String> paragraphs() {
    return List.of(
        Facts.about("slotwise", slotwise)
            .and(
                "OpenFHE",
                "%s, %s, %d-bit integers, %s OpenMP"
                    .formatted(
                        openFhe.version(),
                        openFhe.source(),
                        openFhe.nativeIntegerBits(),
                        openFhe.openMp() ? "with" : "without"))
            .and("native library", openFhe.adapterFile())
            .and("Java", java.version() + ", " + java.vendor() + ", " + java.home())
            .and("Java heap", "at most " + Quantity.bytes(java.maxHeapBytes()))
            .and("system", machine.os() + ", " + machine.architecture())
            .and("processors", machine.processors() + " x " + machine.cpu())
            .and("vectors", String.join(" ", machine.vectorInstructions()))
            .and(
                "batch engine",
                "kernel %s, of %s"
                    .formatted(machine.kernel(), String.join(", ", machine.kernels())))
            .toString());
  }
}
