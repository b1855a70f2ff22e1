package io.slotwise.cli.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The most memory that this process has occupied at once: resident pages (VmHWM), those of Java's
 * heap, of native code and of mapped files alike.
 */
public final class PeakMemory {
  private static final Path CLEAR_REFERENCES = Path.of("/proc/self/clear_refs");
  private static final String RESET_PEAK = "5";
  private static final long KIBIBYTE = 1024;

  private PeakMemory() {}

  /** The peak since the process started or {@link #restart()}, in bytes; 0 where unknown. */
  public static long bytes() {
    return ProcFile.PROCESS_STATUS
        .value("VmHWM")
        .map(value -> Long.parseLong(value.replace("kB", "").strip()) * KIBIBYTE)
        .orElse(0L);
  }

  /** Starts a new peak from what is occupied now; does nothing where the system does not let us. */
  public static void restart() {
    try {
      Files.writeString(CLEAR_REFERENCES, RESET_PEAK);
    } catch (IOException _) {
      // Then the peak goes on counting from the start of the process, which is an upper bound.
    }
  }
}
