package io.slotwise.inference.plan;

import io.slotwise.model.DataException;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Seeded inputs of varied kinds, for predicting what a network's values and errors usually are:
 * both ends of the range, noise of different strength around different levels, corners of the
 * range, few elements away from the lower end, and smooth inputs.
 */
final class SampleInputs {
  private static final long SEED = 42;
  private static final int KINDS = 4;

  private SampleInputs() {}

  /**
   * Makes inputs.
   *
   * @param rows elements of an input
   * @param count inputs, at least 2
   * @return shape (rows, count)
   */
  static double[][] of(int rows, double low, double high, int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[][] inputs = new double[rows][count];
    for (int sample = 0; sample < count; sample++) {
      double[] shares = shares(rows, sample, random);
      for (int row = 0; row < rows; row++) {
        inputs[row][sample] = low + (high - low) * shares[row];
      }
    }
    return inputs;
  }

  /**
   * Given inputs with one row an element.
   *
   * @param inputs shape (samples, elements)
   * @param elements of an input
   * @return shape (elements, samples)
   * @throws DataException if an input has another number of elements
   */
  static double[][] rows(double[][] inputs, int elements) {
    double[][] rows = new double[elements][inputs.length];
    for (int sample = 0; sample < inputs.length; sample++) {
      if (inputs[sample].length != elements) {
        throw new DataException(
            "sample %d has %d elements instead of %d"
                .formatted(sample, inputs[sample].length, elements));
      }
      for (int row = 0; row < elements; row++) {
        rows[row][sample] = inputs[sample][row];
      }
    }
    return rows;
  }

  /** Where in the range, from 0 to 1, each element of one input lies. */
  private static double[] shares(int rows, int sample, SplittableRandom random) {
    double[] shares = new double[rows];
    if (sample < 2) {
      Arrays.fill(shares, sample);
      return shares;
    }
    double level = random.nextDouble();
    double strength = random.nextDouble();
    double period = 2 + random.nextDouble() * rows;
    for (int row = 0; row < rows; row++) {
      double noise = random.nextDouble();
      shares[row] =
          switch (sample % KINDS) {
            case 0 -> level + strength * (noise - level);
            case 1 -> noise < 0.5 ? 0 : 1;
            case 2 -> noise < level / 2 ? 1 - strength * noise : 0;
            default -> (1 + Math.sin(2 * Math.PI * (row / period + level))) / 2;
          };
    }
    return shares;
  }
}
