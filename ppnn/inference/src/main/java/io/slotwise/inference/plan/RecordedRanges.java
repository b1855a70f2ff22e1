package io.slotwise.inference.plan;

import io.slotwise.model.evaluation.ObservedRanges;
import io.slotwise.model.evaluation.ProgramEvaluator;
import io.slotwise.model.program.Program;

/**
 * What the values of a network were on sample inputs, widened by a margin: a bound that is not
 * proven. An input that goes further may overflow, and overflow decrypts to other numbers.
 * Immutable.
 */
public final class RecordedRanges {
  private final double margin;
  private final int samples;
  private final double[][] low;
  private final double[][] high;

  private RecordedRanges(double margin, int samples, double[][] low, double[][] high) {
    this.margin = margin;
    this.samples = samples;
    this.low = low;
    this.high = high;
  }

  /**
   * Records.
   *
   * @param program the network that will be planned
   * @param inputs sample inputs after preprocessing, at least one, shape (samples, elements)
   * @param margin how far beyond what was seen values may go, as a share of the largest absolute
   *     number that any row of the value took; at least 0, such as 0.5
   * @throws IllegalArgumentException if there is no sample or the margin is negative
   * @throws io.slotwise.model.DataException if an input does not have the program's elements
   */
  public static RecordedRanges of(Program program, double[][] inputs, double margin) {
    if (inputs.length == 0) {
      throw new IllegalArgumentException("recorded ranges need at least one sample input");
    }
    if (!(margin >= 0) || !Double.isFinite(margin)) {
      throw new IllegalArgumentException("margin " + margin + ": give a number of at least 0");
    }
    double[][] rows = new double[program.inputRows()][inputs.length];
    for (int sample = 0; sample < inputs.length; sample++) {
      if (inputs[sample].length != rows.length) {
        throw new io.slotwise.model.DataException(
            "sample %d has %d elements instead of %d"
                .formatted(sample, inputs[sample].length, rows.length));
      }
      for (int row = 0; row < rows.length; row++) {
        rows[row][sample] = inputs[sample][row];
      }
    }
    ObservedRanges seen = ProgramEvaluator.of(program).observe(rows);
    double[][] low = new double[program.values()][];
    double[][] high = new double[program.values()][];
    for (int value = 0; value < low.length; value++) {
      double more = margin * seen.magnitude(value);
      low[value] = seen.minima(value);
      high[value] = seen.maxima(value);
      for (int row = 0; row < low[value].length; row++) {
        low[value][row] -= more;
        high[value][row] += more;
      }
    }
    return new RecordedRanges(margin, inputs.length, low, high);
  }

  /** The margin that ranges were widened by. */
  public double margin() {
    return margin;
  }

  /** How many inputs were seen. */
  public int samples() {
    return samples;
  }

  /** The number of values of the network. */
  int values() {
    return low.length;
  }

  double[] low(int value) {
    return low[value];
  }

  double[] high(int value) {
    return high[value];
  }
}
