package io.slotwise.inference.plan;

import io.slotwise.inference.execution.RunOptions;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.Operation;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds configurations for one ring dimension and number of limbs: where to rescale, the bits of
 * weights, and the scale of the input. It works on {@link BatchAnalysis}, so that what it finds is
 * a candidate, to be confirmed by a translation.
 */
final class BatchSearch {
  /** Bits of weights, with their sign. */
  private static final int LEAST_BITS = 4;

  static final int MOST_BITS = 14;

  /** Bits of the leading coefficients of general quadratics. */
  private static final int MOST_COEFFICIENT_BITS = 20;

  static final int BYTE_BITS = 8;

  private static final int LEAST_INPUT_SCALE = 8;
  private static final int MOST_INPUT_SCALE = 36;

  /** Bits of every modulus that stay free, for what forecasts do not know. */
  private static final double MARGIN_BITS = 0.2;

  private static final int MOST_RESCALES = 3;
  private static final int MOST_PLACES = 1500;

  private final BatchAnalysis analysis;
  private final Program program;
  private final EncryptionParameters parameters;
  private final int limbs;
  private final NoiseModel noise;
  private final double target;
  private final double marginBits;
  private final RunOptions run;
  private final int[] components;

  /**
   * Prepares a search.
   *
   * @param target the largest predicted error
   * @param spareBits bits of every modulus to leave free besides {@link #MARGIN_BITS}
   * @param run may cancel the search
   */
  BatchSearch(
      BatchAnalysis analysis,
      EncryptionParameters parameters,
      int limbs,
      NoiseModel noise,
      double target,
      double spareBits,
      RunOptions run) {
    this.analysis = analysis;
    this.program = analysis.program();
    this.parameters = parameters;
    this.limbs = limbs;
    this.noise = noise;
    this.target = target;
    marginBits = MARGIN_BITS + spareBits;
    this.run = run;
    components = analysis.components();
  }

  /**
   * A configuration and what is expected of it.
   *
   * @param cost in {@link BatchCost}'s units, for one point of one group
   * @param error the predicted error; infinite where some value does not fit its modulus
   * @param overflow bits missing
   */
  record Candidate(BatchConfiguration configuration, double cost, double error, double overflow) {
    boolean meets(double target) {
      return overflow <= 0 && error <= target;
    }
  }

  /**
   * For each choice of places to rescale the best configuration; those that meet the target first.
   *
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  List<Candidate> candidates() {
    List<Candidate> found = new ArrayList<>();
    for (int[] rescales : places()) {
      run.requireNotCancelled();
      found.add(climb(rescales));
    }
    found.sort(
        Comparator.comparing((Candidate c) -> !c.meets(target))
            .thenComparingDouble(c -> c.meets(target) ? c.cost : c.overflow > 0 ? c.overflow : 0)
            .thenComparingDouble(Candidate::error));
    return found;
  }

  /**
   * Where to rescale, and how often: after linear maps other than the one that makes the scores.
   */
  private List<int[]> places() {
    List<Integer> maps = new ArrayList<>();
    for (int i = 0; i + 1 < program.operations().size(); i++) {
      if (program.operations().get(i) instanceof LinearOperation) {
        maps.add(i);
      }
    }
    List<int[]> places = new ArrayList<>();
    int most = Math.min(MOST_RESCALES, limbs - 1);
    for (int total = 0; total <= most; total++) {
      add(places, maps, 0, total, new int[program.operations().size()]);
    }
    return places;
  }

  private static void add(
      List<int[]> places, List<Integer> maps, int from, int count, int[] rescales) {
    if (places.size() >= MOST_PLACES) {
      return;
    }
    if (count == 0) {
      places.add(rescales.clone());
      return;
    }
    for (int k = from; k < maps.size(); k++) {
      rescales[maps.get(k)]++;
      add(places, maps, k, count - 1, rescales);
      rescales[maps.get(k)]--;
    }
  }

  /**
   * Changes bits one at a time, or two against each other where that helps no more, for as long as
   * the configuration becomes better.
   */
  private Candidate climb(int[] rescales) {
    int[] bits = new int[program.operations().size()];
    Arrays.fill(bits, LEAST_BITS);
    Candidate least = evaluate(bits, rescales);
    if (least.overflow > 0 || noiseError(least) > target) {
      return least;
    }
    Arrays.fill(bits, BYTE_BITS);
    Candidate best = evaluate(bits.clone(), rescales);
    while (true) {
      Candidate better = better(best, rescales, false);
      better = better == null ? better(best, rescales, true) : better;
      if (better == null) {
        return best;
      }
      best = better;
    }
  }

  /** What noise alone does to the scores with the fewest bits, which leave it the most scale. */
  private double noiseError(Candidate candidate) {
    BatchConfiguration c = candidate.configuration;
    int[] many = new int[c.bits().length];
    Arrays.fill(many, MOST_COEFFICIENT_BITS);
    BatchAnalysis.Forecast forecast = forecast(c.inputScaleBits(), c.bits(), c.rescales());
    return error(forecast, many, c.rescales());
  }

  private @Nullable Candidate better(Candidate best, int[] rescales, boolean pairs) {
    int[] bits = best.configuration.bits();
    for (int i = 0; i < bits.length; i++) {
      for (int step : new int[] {1, -1}) {
        int[] one = moved(bits, i, step);
        for (int k = 0; one != null && k < (pairs ? bits.length : 1); k++) {
          int[] next = !pairs ? one : k == i ? null : moved(one, k, -step);
          Candidate candidate = next == null ? null : evaluate(next, rescales);
          if (candidate != null && isBetter(candidate, best)) {
            return candidate;
          }
        }
      }
    }
    return null;
  }

  private int @Nullable [] moved(int[] bits, int operation, int step) {
    int value = bits[operation] + step;
    boolean linear = program.operations().get(operation) instanceof LinearOperation;
    int most = linear ? MOST_BITS : MOST_COEFFICIENT_BITS;
    if (!analysis.usesBits(operation) || value < LEAST_BITS || value > most) {
      return null;
    }
    int[] moved = bits.clone();
    moved[operation] = value;
    return moved;
  }

  /** First what fits, then what meets the target, then what costs less, then what errs less. */
  private boolean isBetter(Candidate candidate, Candidate best) {
    if (candidate.overflow > 0 || best.overflow > 0) {
      return candidate.overflow < best.overflow - 1e-9;
    }
    if (candidate.error > target || best.error > target) {
      return candidate.error < best.error * (1 - 1e-9);
    }
    if (candidate.cost != best.cost) {
      return candidate.cost < best.cost;
    }
    return candidate.error < best.error * (1 - 1e-9);
  }

  /** With the largest scale of the input that fits, or one that OpenFHE decodes better. */
  private Candidate evaluate(int[] bits, int[] rescales) {
    int least = LEAST_INPUT_SCALE;
    int most = MOST_INPUT_SCALE;
    if (forecast(least, bits, rescales).overflow() > 0) {
      return made(least, bits, rescales, true);
    }
    while (least < most) {
      int middle = (least + most + 1) / 2;
      boolean fits = forecast(middle, bits, rescales).overflow() <= 0;
      least = fits ? middle : least;
      most = fits ? most : middle - 1;
    }
    Candidate best = made(least, bits, rescales, false);
    int tried = 0;
    for (int scale = least - 1; scale >= LEAST_INPUT_SCALE && tried < 2; scale--) {
      Candidate other = made(scale, bits, rescales, false);
      best = other.error < best.error ? other : best;
      tried += Double.isFinite(best.error) ? 1 : 0;
    }
    return best;
  }

  private BatchAnalysis.Forecast forecast(int scale, int[] bits, int[] rescales) {
    int limbBits = parameters.scalingModSize();
    return analysis.forecast(limbBits, limbs, scale, bits, rescales, marginBits);
  }

  /** What is expected of a configuration. */
  Candidate at(BatchConfiguration configuration) {
    int scale = configuration.inputScaleBits();
    BatchAnalysis.Forecast forecast =
        forecast(scale, configuration.bits(), configuration.rescales());
    return made(scale, configuration.bits(), configuration.rescales(), forecast.overflow() > 0);
  }

  private Candidate made(int scale, int[] bits, int[] rescales, boolean overflows) {
    BatchAnalysis.Forecast forecast = forecast(scale, bits, rescales);
    double error = overflows ? Double.POSITIVE_INFINITY : error(forecast, bits, rescales);
    BatchConfiguration configuration =
        new BatchConfiguration(parameters, limbs, scale, bits, rescales, analysis.policy());
    return new Candidate(configuration, cost(bits, rescales, forecast), error, forecast.overflow());
  }

  private double error(BatchAnalysis.Forecast forecast, int[] bits, int[] rescales) {
    double largest = 0;
    for (int score = 0; score < analysis.scores(); score++) {
      largest = Math.max(largest, analysis.error(score, forecast, bits, rescales, noise));
    }
    return largest;
  }

  private double cost(int[] bits, int[] rescales, BatchAnalysis.Forecast forecast) {
    double cost = BatchCost.input(program.inputRows(), limbs, parameters.ringDimension());
    for (int i = 0; i < bits.length; i++) {
      Operation operation = program.operations().get(i);
      int before = forecast.limbs()[i + 1] + rescales[i];
      int rows = operation.outputRows();
      cost +=
          switch (operation) {
            case LinearOperation linear ->
                BatchCost.linear(linear.multiplyAdds(), components[i + 1], before)
                    * weightFactor(bits[i]);
            case PolynomialOperation polynomial ->
                BatchCost.quadratic(rows, 0, components[polynomial.input()], before);
          };
      for (int k = 0; k < rescales[i]; k++) {
        cost += BatchCost.rescale(rows, components[i + 1], before - k);
      }
    }
    return cost;
  }

  /** Bytes are the cheapest weights; beyond them a bit costs a little, so that none is wasted. */
  private static double weightFactor(int bits) {
    return bits <= BYTE_BITS ? 1 : BatchCost.WIDE_WEIGHTS + 0.01 * (bits - BYTE_BITS);
  }
}
