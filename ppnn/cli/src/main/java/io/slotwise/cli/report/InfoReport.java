package io.slotwise.cli.report;

import java.util.List;

/**
 * What runs, and on what.
 *
 * @param slotwise version of the command
 * @param java the Java runtime
 * @param machine what it runs on
 */
public record InfoReport(String slotwise, JavaRuntime java, Machine machine) implements Report {
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
   */
  public record Machine(
      String os,
      String architecture,
      String cpu,
      int processors,
      List<String> vectorInstructions) {}

  @Override
  public List<String> paragraphs() {
    return List.of(
        Facts.about("slotwise", slotwise)
            .and("Java", java.version() + ", " + java.vendor() + ", " + java.home())
            .and("Java heap", "at most " + Quantity.bytes(java.maxHeapBytes()))
            .and("system", machine.os() + ", " + machine.architecture())
            .and("processors", machine.processors() + " x " + machine.cpu())
            .and("vectors", String.join(" ", machine.vectorInstructions()))
            .toString());
  }
}
