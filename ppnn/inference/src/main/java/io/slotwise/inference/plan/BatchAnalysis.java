package io.slotwise.inference.plan;

import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.Program;
import java.util.Arrays;

/**
 * How scales, magnitudes and errors of a network follow the bits of weights, the scale of the input
 * and rescales, for one policy of scales. Taken from translations at {@value #FINE} bits, of which
 * one operation at a time gets {@value #COARSE}: no candidate then needs a translation of its own.
 */
final class BatchAnalysis {
  static final int FINE = 22;
  static final int COARSE = 8;

  /** Of leading coefficients of general quadratics. */
  private static final int FINE_COEFFICIENTS = 16;

  private static final int INPUT_SCALE = 24;

  /** Noise that is put in to see what comes out, as a share of the largest integer of a value. */
  private static final double PROBE = 0x1p-12;

  private final Program program;
  private final double widening;
  private final RowScales.Policy policy;
  private final double[] scaleBits;
  private final double[] magnitudeBits;
  private final double[] generalMagnitudeBits;
  private final boolean[] usesBits;
  private final double[][] quantisation;
  private final double[][] noise;
  private final double[] scoreScales;
  private final int[] components;

  /**
   * Analyses.
   *
   * @param parameters any; no modulus is used
   */
  BatchAnalysis(NetworkFacts facts, RowScales.Policy policy, EncryptionParameters parameters) {
    this.program = facts.program();
    widening = facts.widening();
    this.policy = policy;
    int operations = program.operations().size();
    int[] fine = new int[operations];
    Arrays.setAll(fine, this::fine);
    BatchTranslator.Result base = translate(facts, parameters, fine, true);
    scaleBits = new double[operations + 1];
    magnitudeBits = new double[operations + 1];
    generalMagnitudeBits = new double[operations + 1];
    usesBits = new boolean[operations];
    components = components(program);
    quantisation = new double[operations][];
    noise = new double[operations + 1][];
    for (int value = 0; value <= operations; value++) {
      TrackedValue tracked = base.last().get(value);
      scaleBits[value] = TrackedValue.log2(tracked.typicalScale());
      magnitudeBits[value] = tracked.magnitudeBits();
    }
    double[] floor = new ErrorPrediction(facts, base, null).quantisation(base.values().size() - 1);
    for (int i = 0; i < operations; i++) {
      int[] bits = fine.clone();
      bits[i] = COARSE;
      analyse(i, facts, base, translate(facts, parameters, bits, false));
      for (int score = 0; score < floor.length; score++) {
        double own = quantisation[i][score];
        quantisation[i][score] = Math.sqrt(Math.max(0, own * own - floor[score] * floor[score]));
      }
    }
    for (int value = 0; value <= operations; value++) {
      noise[value] = probe(facts, base, value);
    }
    scoreScales = base.values().getLast().value().scales();
  }

  private int fine(int operation) {
    return program.operations().get(operation) instanceof LinearOperation
        ? FINE
        : FINE_COEFFICIENTS;
  }

  private BatchTranslator.Result translate(
      NetworkFacts facts, EncryptionParameters parameters, int[] bits, boolean tight) {
    BatchConfiguration configuration =
        new BatchConfiguration(parameters, 2, INPUT_SCALE, bits, new int[bits.length], policy);
    long[] moduli = new long[parameters.limbs()];
    Arrays.fill(moduli, 1L << parameters.scalingModSize());
    NoiseModel model = new NoiseModel(parameters, moduli, false);
    return new BatchTranslator(facts, configuration, moduli, model, tight).translate();
  }

  /** What coarse weights of one operation do: to its rows' scales, and to the scores. */
  private void analyse(
      int operation, NetworkFacts facts, BatchTranslator.Result base, BatchTranslator.Result made) {
    TrackedValue fine = base.last().get(operation + 1);
    TrackedValue coarse = made.last().get(operation + 1);
    double general = 1;
    double plain = 1;
    for (int row = 0; row < fine.rows(); row++) {
      double integer = fine.magnitude(row) * fine.scale(row);
      if (coarse.scale(row) == fine.scale(row)) {
        plain = Math.max(plain, integer);
      } else {
        general = Math.max(general, integer);
        usesBits[operation] = true;
      }
    }
    generalMagnitudeBits[operation + 1] = TrackedValue.log2(general);
    magnitudeBits[operation + 1] = TrackedValue.log2(plain);
    ErrorPrediction errors = new ErrorPrediction(facts, made, null);
    quantisation[operation] = errors.quantisation(made.values().size() - 1);
  }

  /** Deviations of the scores for noise of deviation 1 in the integers of a value. */
  private static double[] probe(NetworkFacts facts, BatchTranslator.Result base, int value) {
    double[] deviations = new double[base.values().size()];
    TrackedValue tracked = base.last().get(value);
    double largest = 1;
    for (int row = 0; row < tracked.rows(); row++) {
      largest = Math.max(largest, facts.usual(value, row) * tracked.scale(row));
    }
    double deviation = PROBE * largest;
    deviations[tracked.index()] = deviation;
    double[] noise = new ErrorPrediction(facts, base, deviations).noise(base.values().size() - 1);
    return Arrays.stream(noise).map(v -> v / deviation).toArray();
  }

  Program program() {
    return program;
  }

  RowScales.Policy policy() {
    return policy;
  }

  /** Whether the bits of an operation change anything. */
  boolean usesBits(int operation) {
    return usesBits[operation];
  }

  int scores() {
    return scoreScales.length;
  }

  /**
   * What a configuration makes of the values.
   *
   * @param scaleShift by value, log2 of its scale over that of the fine translation
   * @param limbs by value
   * @param overflow bits by which some value exceeds its modulus, at most 0 where all fit
   */
  record Forecast(double[] scaleShift, int[] limbs, double overflow) {}

  /**
   * Follows scales and magnitudes.
   *
   * @param limbBits bits of a limb
   * @param margin bits to be kept free
   */
  Forecast forecast(
      int limbBits, int limbs, int inputScale, int[] bits, int[] rescales, double margin) {
    int operations = bits.length;
    double[] shift = new double[operations + 1];
    int[] left = new int[operations + 1];
    shift[0] = inputScale - INPUT_SCALE;
    left[0] = limbs;
    double overflow = magnitudeBits[0] + shift[0] + 1 + margin - (double) limbBits * limbs;
    for (int i = 0; i < operations; i++) {
      left[i + 1] = limbs;
      double before = Double.NEGATIVE_INFINITY;
      double after = Double.NEGATIVE_INFINITY;
      for (int input : program.operations().get(i).inputs()) {
        left[i + 1] = Math.min(left[i + 1], left[input]);
        before = Math.max(before, scaleBits[input]);
        after = Math.max(after, scaleBits[input] + shift[input]);
      }
      double finer = bits[i] - fine(i);
      double growth = after - before;
      double magnitude;
      if (program.operations().get(i) instanceof LinearOperation) {
        growth += usesBits[i] ? finer : 0;
        magnitude = Math.max(magnitudeBits[i + 1], generalMagnitudeBits[i + 1]) + growth;
      } else {
        growth *= 2;
        magnitude =
            Math.max(magnitudeBits[i + 1] + growth, generalMagnitudeBits[i + 1] + growth + finer);
        growth += usesBits[i] && magnitudeBits[i + 1] == 0 ? finer : 0;
      }
      overflow = Math.max(overflow, magnitude + 1 + margin - (double) limbBits * left[i + 1]);
      left[i + 1] -= rescales[i];
      shift[i + 1] = growth - (double) limbBits * rescales[i];
      if (left[i + 1] < 1) {
        return new Forecast(shift, left, Double.POSITIVE_INFINITY);
      }
    }
    // One bit more for the scores, so that an overflow can be told from a score.
    double last = magnitudeBits[operations] + shift[operations];
    last = Math.max(last, generalMagnitudeBits[operations] + shift[operations]);
    overflow = Math.max(overflow, last + 2 + margin - (double) limbBits * left[operations]);
    return new Forecast(shift, left, overflow);
  }

  /** The least error of any score when nothing but quantisation with so many bits counts. */
  double roundingError(int weightBits) {
    double largest = 0;
    for (int score = 0; score < scoreScales.length; score++) {
      double sum = 0;
      for (int i = 0; i < usesBits.length; i++) {
        double part = Math.scalb(quantisation[i][score], usesBits[i] ? COARSE - weightBits : 0);
        sum += part * part;
      }
      largest = Math.max(largest, sum);
    }
    return widening * Math.sqrt(largest);
  }

  /** The predicted error of a score, as {@link ErrorPrediction} would have it, about. */
  double error(int score, Forecast forecast, int[] bits, int[] rescales, NoiseModel model) {
    double rounding = 0;
    for (int i = 0; i < bits.length; i++) {
      double part = Math.scalb(quantisation[i][score], usesBits[i] ? COARSE - bits[i] : 0);
      rounding += part * part;
    }
    double fresh = model.fresh() * noise[0][score] * Math.pow(2, -forecast.scaleShift[0]);
    double variance = fresh * fresh;
    for (int i = 0; i < bits.length; i++) {
      if (rescales[i] > 0) {
        double added = model.rescaleInWorstSlot(components[i + 1]) * noise[i + 1][score];
        added *= Math.pow(2, -forecast.scaleShift[i + 1]);
        variance += added * added;
      }
    }
    int limbs = forecast.limbs[bits.length];
    double deviation = Math.sqrt(variance);
    double scale = scoreScales[score] * Math.pow(2, forecast.scaleShift[bits.length]);
    double decoded = Decoding.of(deviation, scale, limbs, model).deviation();
    return widening * Math.sqrt(rounding) + PlanReport.SIGMAS * decoded;
  }

  /** Components of each value. */
  int[] components() {
    return components;
  }

  /** Components of each value of a network: a square of c has 2c - 1. */
  static int[] components(Program program) {
    int[] components = new int[program.values()];
    components[0] = 2;
    for (int i = 0; i < program.operations().size(); i++) {
      for (int input : program.operations().get(i).inputs()) {
        components[i + 1] = Math.max(components[i + 1], components[input]);
      }
      components[i + 1] = Math.max(2, components[i + 1]);
      if (!(program.operations().get(i) instanceof LinearOperation)) {
        components[i + 1] = 2 * components[i + 1] - 1;
      }
    }
    return components;
  }
}
