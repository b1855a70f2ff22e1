package io.slotwise.inference.plan;

import io.slotwise.model.evaluation.ObservedRanges;
import io.slotwise.model.evaluation.ProgramEvaluator;
import io.slotwise.model.program.Program;
import org.jspecify.annotations.Nullable;

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
    double[][] rows = SampleInputs.rows(inputs, program.inputRows());
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

  /**
   * Narrows bounds of a ciphertext value that holds a value of the network plus a shift.
   *
   * @param shift per row
   * @param error standard deviation per row, of which {@link PlanReport#SIGMAS} are allowed for
   * @param lower bounds per row, raised in place
   * @param upper bounds per row, lowered in place
   */
  void narrow(int value, double[] shift, double[] error, double[] lower, double[] upper) {
    double[] least = new double[shift.length];
    double[] most = new double[shift.length];
    for (int row = 0; row < shift.length; row++) {
      double slack = PlanReport.SIGMAS * error[row];
      least[row] = low[value][row] + shift[row] - slack;
      most[row] = high[value][row] + shift[row] + slack;
    }
    intersect(new double[][] {lower, upper}, least, most);
  }

  /** Narrows lower and upper bounds, row by row, in place. */
  static void intersect(double[][] bounds, double[] low, double[] high) {
    for (int row = 0; row < low.length; row++) {
      double least = Math.max(bounds[0][row], low[row]);
      double most = Math.min(bounds[1][row], high[row]);
      bounds[0][row] = Math.min(least, most);
      bounds[1][row] = Math.max(least, most);
    }
  }

  /** How a plan's report names the bound. */
  static String bound(@Nullable RecordedRanges ranges, String proven) {
    return ranges == null ? proven : PlanReport.recorded(ranges.samples, ranges.margin);
  }

  /**
   * Checks that these are of a network.
   *
   * @throws IllegalArgumentException if values or their rows are others
   */
  void requireOf(Program program) {
    boolean same = low.length == program.values();
    for (int value = 0; same && value < low.length; value++) {
      same = low[value].length == program.rows(value);
    }
    if (!same) {
      throw new IllegalArgumentException("the recorded ranges are of another network");
    }
  }
}
