package io.slotwise.inference.plan;

import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.Program;
import java.util.Arrays;

/**
 * How scales, magnitudes and errors of a network follow the bits of weights, the scale of the input
 * and rescales. All of it is taken from one translation, of the {@linkplain #base base}, so that
 * forecasts are the better the nearer they are to that; no candidate needs a translation of its
 * own.
 */
final class BatchAnalysis {
  /** What the first analysis of a network is based on. */
  private static final int BASE_BITS = 10;

  private static final int BASE_INPUT_SCALE = 24;

  private final Program program;
  private final double widening;
  private final BatchConfiguration base;
  private final double[] scaleBits;
  private final double[] magnitudeBits;
  private final boolean[] usesBits;
  private final double[][] quantisation;
  private final double[][] noise;
  private final double[] scoreScales;
  private final int[] components;

  /**
   * Analyses.
   *
   * @param base what is translated
   * @param made the translation, with tight bounds
   */
  BatchAnalysis(NetworkFacts facts, BatchConfiguration base, BatchTranslator.Result made) {
    this.base = base;
    program = facts.program();
    widening = facts.widening();
    components = components(program);
    int operations = program.operations().size();
    scaleBits = new double[operations + 1];
    magnitudeBits = new double[operations + 1];
    usesBits = made.usesBits();
    for (int value = 0; value <= operations; value++) {
      TrackedValue tracked = made.last().get(value);
      scaleBits[value] = TrackedValue.log2(tracked.typicalScale());
      magnitudeBits[value] = tracked.magnitudeBits();
    }
    Probes probes = new Probes(facts, made);
    quantisation = probes.quantisation();
    noise = probes.noise();
    scoreScales = made.values().getLast().value().scales();
  }

  /**
   * Analyses a network with weights of usual sizes and without rescales.
   *
   * @param parameters any; no modulus is used
   */
  static BatchAnalysis of(
      NetworkFacts facts, RowScales.Policy policy, EncryptionParameters parameters) {
    int[] bits = new int[facts.program().operations().size()];
    Arrays.fill(bits, BASE_BITS);
    BatchConfiguration base =
        new BatchConfiguration(parameters, 2, BASE_INPUT_SCALE, bits, new int[bits.length], policy);
    return new BatchAnalysis(facts, base, translation(facts, base));
  }

  private static BatchTranslator.Result translation(
      NetworkFacts facts, BatchConfiguration configuration) {
    EncryptionParameters parameters = configuration.parameters();
    long[] moduli = new long[parameters.limbs()];
    Arrays.fill(moduli, 1L << parameters.scalingModSize());
    NoiseModel model = new NoiseModel(parameters, moduli, false);
    return new BatchTranslator(facts, configuration, moduli, model).translate();
  }

  Program program() {
    return program;
  }

  RowScales.Policy policy() {
    return base.policy();
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
   * @param scaleShift by value, log2 of its scale over that of the base
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
    shift[0] = inputScale - base.inputScaleBits();
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
      double finer = usesBits[i] ? bits[i] - base.bits()[i] : 0;
      boolean linear = program.operations().get(i) instanceof LinearOperation;
      double growth = (linear ? 1 : 2) * (after - before) + finer;
      double dropped = (double) base.parameters().scalingModSize() * base.rescales()[i];
      double magnitude = dropped + growth + magnitudeBits[i + 1];
      overflow = Math.max(overflow, magnitude + 1 + margin - (double) limbBits * left[i + 1]);
      left[i + 1] -= rescales[i];
      shift[i + 1] = growth + dropped - (double) limbBits * rescales[i];
      if (left[i + 1] < 1) {
        return new Forecast(shift, left, Double.POSITIVE_INFINITY);
      }
    }
    // One bit more for the scores, so that an overflow can be told from a score.
    double last = magnitudeBits[operations] + shift[operations];
    overflow = Math.max(overflow, last + 2 + margin - (double) limbBits * left[operations]);
    return new Forecast(shift, left, overflow);
  }

  /** The least error of any score when nothing but quantisation with so many bits counts. */
  double roundingError(int weightBits) {
    double largest = 0;
    for (int score = 0; score < scoreScales.length; score++) {
      double sum = 0;
      for (int i = 0; i < usesBits.length; i++) {
        double part =
            Math.scalb(quantisation[i][score], usesBits[i] ? base.bits()[i] - weightBits : 0);
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
      double part = Math.scalb(quantisation[i][score], usesBits[i] ? base.bits()[i] - bits[i] : 0);
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
