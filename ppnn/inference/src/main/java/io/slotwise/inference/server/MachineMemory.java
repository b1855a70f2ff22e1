package io.slotwise.inference.server;

import com.sun.management.OperatingSystemMXBean;
import io.slotwise.inference.plan.PlanReport;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Refuses plans that would exhaust the machine, which would end the process without a word. */
final class MachineMemory {
  private static final double GIBIBYTE = 1 << 30;

  private MachineMemory() {}

  /** The machine's memory, or what its container allows, in bytes. */
  static long bytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  /**
   * Checks that a plan fits.
   *
   * @param available bytes
   * @throws InsufficientMemoryException if it does not; the message has both numbers
   */
  static void requireFor(PlanReport report, long available) {
    long needed = report.serverMemoryBytes();
    if (needed > available) {
      throw new InsufficientMemoryException(
          String.format(
              Locale.ROOT,
              "evaluating this plan takes about %.1f GiB, this machine has %.1f GiB: plan with a"
                  + " memory limit below that, for fewer inputs or a smaller network, or use a"
                  + " larger machine",
              needed / GIBIBYTE,
              available / GIBIBYTE));
    }
  }
}
