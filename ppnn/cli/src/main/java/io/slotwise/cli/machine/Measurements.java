package io.slotwise.cli.machine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** How long the steps of a command took and how much memory the process occupied meanwhile. */
public final class Measurements {
  private static final double NANOSECONDS = 1e9;

  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private final Map<String, Long> peaks = new LinkedHashMap<>();

  /** Runs a step and measures it, under a name that no other step has. */
  public <T> T step(String name, Supplier<T> work) {
    PeakMemory.restart();
    long start = System.nanoTime();
    T result = work.get();
    seconds.put(name, (System.nanoTime() - start) / NANOSECONDS);
    peaks.put(name, PeakMemory.bytes());
    return result;
  }

  /** As {@link #step(String, Supplier)}. */
  public void step(String name, Runnable work) {
    step(
        name,
        () -> {
          work.run();
          return name;
        });
  }

  /** Wall-clock seconds of a step that is over. */
  public double seconds(String step) {
    return seconds.get(step);
  }

  /** Wall-clock seconds of all steps, by name. */
  public Map<String, Double> seconds() {
    return Map.copyOf(seconds);
  }

  /** Wall-clock seconds of all steps together. */
  public double totalSeconds() {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Most memory that the process occupied during a step, in bytes. */
  public long peakBytes(String step) {
    return peaks.get(step);
  }

  /** Most memory that the process occupied during any step, in bytes. */
  public long peakBytes() {
    return peaks.values().stream().mapToLong(Long::longValue).max().orElseGet(PeakMemory::bytes);
  }
}
