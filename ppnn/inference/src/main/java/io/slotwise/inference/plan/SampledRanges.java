package io.slotwise.inference.plan;

import io.slotwise.model.evaluation.ObservedRanges;
import io.slotwise.model.evaluation.ProgramEvaluator;
import io.slotwise.model.program.Program;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What the values of a network usually are: a proven bound is often a thousand times larger, and
 * would make predicted errors as much larger. Seen on representative inputs, or on seeded random
 * ones, noise of different strength around different levels; widened by {@value #WIDENING} times
 * their spread to each side.
 */
final class SampledRanges {
  private static final int DRAWN = 16;
  private static final long SEED = 42;
  private static final double WIDENING = 3;

  private final double[][] low;
  private final double[][] high;

  private SampledRanges(ObservedRanges seen) {
    low = new double[seen.values()][];
    high = new double[seen.values()][];
    Arrays.setAll(low, seen::minima);
    Arrays.setAll(high, seen::maxima);
  }

  /** Of inputs drawn from a range. */
  static SampledRanges drawn(Program program, double inputLow, double inputHigh) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[][] inputs = new double[DRAWN][];
    Arrays.setAll(inputs, _ -> input(program.inputRows(), inputLow, inputHigh, random));
    return of(program, inputs);
  }

  /**
   * Of representative inputs.
   *
   * @param inputs at least one, shape (samples, elements)
   */
  static SampledRanges of(Program program, double[][] inputs) {
    double[][] rows = SampleInputs.rows(inputs, program.inputRows());
    return new SampledRanges(ProgramEvaluator.of(program).observe(rows));
  }

  /** How far scores spread: largest minus smallest, before widening. */
  double scoreRange() {
    double least = Arrays.stream(low[low.length - 1]).min().orElse(0);
    double most = Arrays.stream(high[high.length - 1]).max().orElse(0);
    double range = most - least;
    return range > 0 ? range : Math.max(Math.abs(most), 1e-6);
  }

  /** Usual lower ends of the rows of a value of the network. */
  double[] low(int value) {
    return widened(value, -1, low[value]);
  }

  /** Usual upper ends of the rows of a value of the network. */
  double[] high(int value) {
    return widened(value, 1, high[value]);
  }

  private double[] widened(int value, int direction, double[] ends) {
    double mean = 0;
    for (int row = 0; row < ends.length; row++) {
      mean += (high[value][row] - low[value][row]) / 2 / ends.length;
    }
    double[] widened = new double[ends.length];
    for (int row = 0; row < ends.length; row++) {
      double spread = (high[value][row] - low[value][row]) / 2;
      widened[row] = ends[row] + direction * WIDENING * Math.max(spread, mean);
    }
    return widened;
  }

  private static double[] input(int rows, double low, double high, SplittableRandom random) {
    double level = low + (high - low) * random.nextDouble();
    double strength = random.nextDouble();
    double[] input = new double[rows];
    for (int row = 0; row < rows; row++) {
      double noise = low + (high - low) * random.nextDouble();
      input[row] = level + strength * (noise - level);
    }
    return input;
  }
}
