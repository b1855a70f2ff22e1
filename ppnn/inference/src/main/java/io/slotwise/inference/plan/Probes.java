package io.slotwise.inference.plan;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What single causes do to the scores of a translated network, seen by running its integers on some
 * samples: rounding in one operation, and noise in one value.
 */
final class Probes {
  private static final long SEED = 7;

  /** Noise that is put in to see what comes out, as a share of the largest integer of a value. */
  private static final double SHARE = 0x1p-12;

  private final NetworkFacts facts;
  private final BatchTranslator.Result made;
  private final int operations;
  private final double[][] inputs;
  private final double[][] exact;
  private final double[] scales;

  Probes(NetworkFacts facts, BatchTranslator.Result made) {
    this.facts = facts;
    this.made = made;
    operations = facts.program().operations().size();
    inputs = new double[facts.inputs().length][];
    Arrays.setAll(inputs, row -> Arrays.copyOf(facts.inputs()[row], facts.probes()));
    exact = scoresFrom(0);
    scales = made.values().getLast().value().scales();
  }

  /**
   * The largest error of each score that rounding in one operation makes: the difference between
   * starting from exact values before and after it, with the same program behind.
   *
   * @return shape (operations, scores)
   */
  double[][] quantisation() {
    double[][] quantisation = new double[operations][scales.length];
    double[][] before = exact;
    for (int i = 0; i < operations; i++) {
      double[][] after = scoresFrom(i + 1);
      for (int score = 0; score < scales.length; score++) {
        for (int s = 0; s < after[score].length; s++) {
          double error = Math.abs(after[score][s] - before[score][s]) / scales[score];
          quantisation[i][score] = Math.max(quantisation[i][score], error);
        }
      }
      before = after;
    }
    return quantisation;
  }

  /** The integers of the scores, with the network's own values up to some value. */
  private double[][] scoresFrom(int last) {
    return SampledExecution.run(
        made.program(),
        inputs,
        null,
        (value, integers) -> {
          int of = made.standsFor().get(value);
          if (of <= last) {
            double[] rowScales = made.program().value(value).scales();
            double[][] numbers = facts.samples()[of];
            for (int row = 0; row < integers.length; row++) {
              for (int s = 0; s < integers[row].length; s++) {
                integers[row][s] = numbers[row][s] * rowScales[row];
              }
            }
          }
        });
  }

  /**
   * Standard deviations of the scores for noise of deviation 1 in the integers of a value.
   *
   * @return shape (values, scores)
   */
  double[][] noise() {
    double[][] noise = new double[operations + 1][];
    Arrays.setAll(noise, this::noise);
    return noise;
  }

  private double[] noise(int value) {
    TrackedValue tracked = made.last().get(value);
    double largest = 1;
    for (int row = 0; row < tracked.rows(); row++) {
      largest = Math.max(largest, facts.usual(value, row) * tracked.scale(row));
    }
    double put = SHARE * largest;
    double[] deviations = new double[made.values().size()];
    deviations[tracked.index()] = put;
    SampledExecution.Noise source =
        new SampledExecution.Noise(deviations, new SplittableRandom(SEED));
    double[][] noisy = SampledExecution.run(made.program(), inputs, source, (_, _) -> {});
    double[] found = new double[scales.length];
    Arrays.setAll(
        found,
        score -> ErrorPrediction.deviation(noisy[score], exact[score]) / scales[score] / put);
    return found;
  }
}
