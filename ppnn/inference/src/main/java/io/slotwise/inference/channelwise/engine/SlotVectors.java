package io.slotwise.inference.channelwise.engine;

import io.slotwise.inference.channelwise.program.DiagonalProduct;

/** Contents of all slots from contents that repeat. */
final class SlotVectors {
  private SlotVectors() {}

  /** A diagonal times a factor, repeated after {@code period} slots. */
  static double[] diagonal(DiagonalProduct product, double factor, int period, int slots) {
    double[] values = new double[slots];
    for (int i = 0; i < product.slots().length; i++) {
      for (int s = product.slots()[i]; s < slots; s += period) {
        values[s] = product.weights()[i] * factor;
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
