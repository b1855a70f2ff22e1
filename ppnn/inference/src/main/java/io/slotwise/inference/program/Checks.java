package io.slotwise.inference.program;

/** Argument checks of this package's records. */
final class Checks {
  private Checks() {}

  static void range(String what, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          what + " is " + value + ", not between " + low + " and " + high);
    }
  }

  static void length(String what, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(what + ": " + length + " entries instead of " + expected);
    }
  }

  static void rows(String what, int[] rows, int low, int limit) {
    for (int row : rows) {
      range(what, row, low, limit - 1);
    }
  }

  /** Doubles beyond 2^53 are integers anyway, so they carry integers of any size. */
  static void integers(String what, double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value) || Math.rint(value) != value) {
        throw new IllegalArgumentException(what + " " + value + " is not an integer");
      }
    }
  }
}
