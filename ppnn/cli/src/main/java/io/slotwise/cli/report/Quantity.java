package io.slotwise.cli.report;

import java.util.Locale;

/** Writes measured numbers for people. */
public final class Quantity {
  private static final long KIBIBYTE = 1024;

  private Quantity() {}

  /** Such as {@code 340 B}, {@code 12.5 KiB}, {@code 1.3 GiB}. */
  public static String bytes(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = bytes;
    int unit = 0;
    while (value >= KIBIBYTE && unit < units.length - 1) {
      value /= KIBIBYTE;
      unit++;
    }
    return unit == 0 ? bytes + " B" : format("%.1f %s", value, units[unit]);
  }

  /** Such as {@code 0.012}, {@code 3.41}, {@code 36.2}: three digits that count. */
  public static String seconds(double seconds) {
    if (seconds >= 100) {
      return format("%.0f", seconds);
    }
    return seconds >= 10
        ? format("%.1f", seconds)
        : format(seconds >= 1 ? "%.2f" : "%.3f", seconds);
  }

  /** Such as {@code 4,096}. */
  public static String count(long number) {
    return format("%,d", number);
  }

  /** Such as {@code 98.97 %}; takes a share, from 0 to 1. */
  public static String percent(double share) {
    return format("%.2f %%", 100 * share);
  }

  /** A number with three digits that count, such as {@code 0.0123} or {@code 1.2e-05}. */
  public static String number(double value) {
    return value != 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6)
        ? format("%.2e", value)
        : format("%.4g", value);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
