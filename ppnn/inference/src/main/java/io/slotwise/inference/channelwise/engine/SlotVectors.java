package io.slotwise.inference.channelwise.engine;

/** Contents of all slots from contents that repeat. */
final class SlotVectors {
  private SlotVectors() {}

  /** Numbers at some slots times a factor, repeated after {@code period} slots. */
  static double[] scattered(int[] at, double[] numbers, double factor, int period, int slots) {
    double[] values = new double[slots];
    for (int i = 0; i < at.length; i++) {
      for (int s = at[i]; s < slots; s += period) {
        values[s] = numbers[i] * factor;
      }
    }
    return values;
  }

  /** Numbers times a factor, repeated. */
  static double[] repeated(double[] period, double factor, int slots) {
    double[] values = new double[slots];
    for (int s = 0; s < slots; s++) {
      values[s] = period[s % period.length] * factor;
    }
    return values;
  }
}
