package io.slotwise.inference.channelwise.linear;

import io.slotwise.inference.channelwise.program.DiagonalProduct;
import java.util.Arrays;

/** Collects the entries of one diagonal; those of one slot are added up. */
final class DiagonalEntries {
  private final int input;
  private final int step;
  private int[] slots = new int[16];
  private double[] weights = new double[16];
  private int count;

  DiagonalEntries(int input, int step) {
    this.input = input;
    this.step = step;
  }

  void add(int slot, double weight) {
    if (count == slots.length) {
      slots = Arrays.copyOf(slots, 2 * count);
      weights = Arrays.copyOf(weights, 2 * count);
    }
    slots[count] = slot;
    weights[count] = weight;
    count++;
  }

  /**
   * The diagonal.
   *
   * @param scratch one 0 per slot, and so again afterwards
   */
  DiagonalProduct product(double[] scratch) {
    for (int i = 0; i < count; i++) {
      scratch[slots[i]] += weights[i];
    }
    int[] sorted = Arrays.stream(slots, 0, count).sorted().distinct().toArray();
    double[] sums = new double[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      sums[i] = scratch[sorted[i]];
      scratch[sorted[i]] = 0;
    }
    return new DiagonalProduct(input, step, sorted, sums);
  }
}
