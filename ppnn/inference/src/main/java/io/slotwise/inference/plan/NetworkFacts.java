package io.slotwise.inference.plan;

import io.slotwise.model.program.Program;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the batch planner knows of a network before it chooses anything: the network in vertex form,
 * what its values are on sample inputs, and what its rows matter.
 */
final class NetworkFacts {
  private static final int MOST_SAMPLES = 256;

  /** Networks of few multiply-adds have few inputs, of which corners are then likely ones. */
  private static final int MOST_SAMPLES_OF_SMALL = 1024;

  private static final double SMALL = 1e4;
  private static final int LEAST_SAMPLES = 24;

  private static final double DRAWN_WIDENING = 2.25;
  private static final double GIVEN_WIDENING = 2.5;

  /** Of three squares, whose errors grow with the eighth power of an input. */
  private static final double DEEP_WIDENING = 1.6;

  private static final int COMPONENTS_OF_TWO_SQUARES = 5;

  private static final int LEAST_PROBES = 12;

  /** Multiply-adds that one run of all samples may take, and one of those for forecasts. */
  private static final double WORK = 4e8;

  private static final double PROBE_WORK = 5e7;

  private final Program program;
  private final Set<Integer> shared;
  private final double low;
  private final double high;
  private final double[][] inputs;
  private final double[][][] samples;
  private final double[][] usualLow;
  private final double[][] usualHigh;
  private final double[][] importance;
  private final double widening;
  private final double[] @Nullable [] recordedLow;
  private final double[] @Nullable [] recordedHigh;

  /**
   * Learns.
   *
   * @param network as it was lowered, polynomials of degree 2 at most
   * @param given sample inputs that the user gave, shape (samples, elements), or null
   */
  NetworkFacts(
      Program network,
      double low,
      double high,
      double @Nullable [][] given,
      @Nullable RecordedRanges recorded) {
    this.low = low;
    this.high = high;
    double perSample = Math.max(1, network.multiplyAdds());
    int most = perSample < SMALL ? MOST_SAMPLES_OF_SMALL : MOST_SAMPLES;
    int count = (int) Math.clamp(WORK / perSample, LEAST_SAMPLES, most);
    inputs =
        given == null
            ? SampleInputs.of(network.inputRows(), low, high, count)
            : columns(given, Math.min(count, given.length));
    double[][][] original = SampledExecution.values(network, inputs);
    double[][] usual = new double[original.length][];
    Arrays.setAll(usual, value -> largest(original[value]));
    VertexForm.Result form = VertexForm.rewrite(network, usual);
    program = form.program();
    shared = form.shared();
    int[] components = BatchAnalysis.components(program);
    widening =
        (given == null ? DRAWN_WIDENING : GIVEN_WIDENING)
            * (components[components.length - 1] > COMPONENTS_OF_TWO_SQUARES ? DEEP_WIDENING : 1);
    samples = SampledExecution.values(program, inputs);
    usualLow = new double[samples.length][];
    usualHigh = new double[samples.length][];
    for (int value = 0; value < samples.length; value++) {
      double[][] rows = samples[value];
      usualLow[value] = ends(rows, -1);
      usualHigh[value] = ends(rows, 1);
    }
    importance = Importance.of(program);
    recordedLow = new double[samples.length][];
    recordedHigh = new double[samples.length][];
    if (recorded != null) {
      record(form, recorded);
    }
  }

  private static double[][] columns(double[][] given, int count) {
    double[][] chosen = new double[count][];
    Arrays.setAll(chosen, sample -> given[(int) ((long) sample * given.length / count)]);
    return SampleInputs.rows(chosen, given[0].length);
  }

  private static double[] largest(double[][] rows) {
    double[] largest = new double[rows.length];
    Arrays.setAll(largest, row -> Arrays.stream(rows[row]).map(Math::abs).max().orElse(0));
    return largest;
  }

  private static double[] ends(double[][] rows, int sign) {
    double[] ends = new double[rows.length];
    Arrays.setAll(ends, row -> sign * Arrays.stream(rows[row]).map(v -> sign * v).max().orElse(0));
    return ends;
  }

  /** stored = (original - offset) / factor, whichever way round that turns the ends. */
  private void record(VertexForm.Result form, RecordedRanges recorded) {
    for (int value = 0; value < recorded.values(); value++) {
      VertexForm.StoredValue stored = form.stored()[value];
      if (stored != null) {
        double[] lower = new double[stored.factor().length];
        double[] upper = new double[lower.length];
        for (int row = 0; row < lower.length; row++) {
          double offset = stored.offset()[row];
          double one = (recorded.low(value)[row] - offset) / stored.factor()[row];
          double other = (recorded.high(value)[row] - offset) / stored.factor()[row];
          lower[row] = Math.min(one, other);
          upper[row] = Math.max(one, other);
        }
        recordedLow[stored.index()] = lower;
        recordedHigh[stored.index()] = upper;
      }
    }
  }

  /** The network in vertex form. */
  Program program() {
    return program;
  }

  /** Whether all rows of a value should keep one scale, for what reads them to share weights. */
  boolean keepsOneScale(int value) {
    return shared.contains(value);
  }

  /** The smallest value of an input. */
  double low() {
    return low;
  }

  /** The largest value of an input. */
  double high() {
    return high;
  }

  /** Sample inputs, shape (elements, samples). */
  double[][] inputs() {
    return inputs;
  }

  /**
   * By how much the largest quantisation error of the samples is widened: errors of many rounded
   * weights grow with the activations of an input. Samples drawn from the range hold its extremes,
   * and other inputs were seen to go to nearly twice theirs. Among 40,000 scores of real images the
   * largest was seen to be nearly twice that of 256 of these images.
   */
  double widening() {
    return widening;
  }

  /** How many of the samples, the first, are enough for forecasts. */
  int probes() {
    double most = PROBE_WORK / Math.max(1, program.multiplyAdds());
    return (int) Math.min(inputs[0].length, Math.max(LEAST_PROBES, most));
  }

  /** The values of the network on the samples, shape (values, rows, samples). */
  double[][][] samples() {
    return samples;
  }

  double[][] usualLow() {
    return usualLow;
  }

  double[][] usualHigh() {
    return usualHigh;
  }

  /** The largest absolute value of a row on the samples. */
  double usual(int value, int row) {
    return Math.max(Math.abs(usualLow[value][row]), Math.abs(usualHigh[value][row]));
  }

  /** Importance of each row of each value. */
  double[][] importance() {
    return importance;
  }

  /** Largest minus smallest score on the samples. */
  double scoreRange() {
    double least = Arrays.stream(usualLow[usualLow.length - 1]).min().orElse(0);
    double most = Arrays.stream(usualHigh[usualHigh.length - 1]).max().orElse(0);
    return most > least ? most - least : Math.max(Math.abs(most), 1e-6);
  }

  /** Narrows bounds of a value to what was recorded, if anything was. */
  void intersect(int value, double[][] bounds) {
    double[] lower = recordedLow[value];
    double[] upper = recordedHigh[value];
    if (lower != null && upper != null) {
      RecordedRanges.intersect(bounds, lower, upper);
    }
  }
}
