package io.slotwise.inference.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses the sizes of the moduli for one ring dimension. It works on a translation at nominal
 * sizes: how errors and magnitudes follow the sizes is known, so no candidate needs a translation
 * of its own.
 */
final class ParameterSearch {
  /** The smallest and largest size of the moduli that rescales drop. */
  static final int SMALLEST_SCALE = 25;

  private static final int LARGEST_SCALE = 44;
  static final int LARGEST_FIRST = 60;

  /** Scores keep at least this much scale. */
  private static final int SMALLEST_SCORE_SCALE = 10;

  /** Bits that the first modulus must have beyond the others. */
  private static final int LEAST_DIFFERENCE = 1;

  /** Bits for the sign, and a factor of two to spare. */
  static final int MARGIN_BITS = 2;

  /** The scale that nominal translations use. */
  static final int NOMINAL_SCALE = 40;

  private final int ringDimension;
  private final int depth;
  private final KeySwitching keySwitching;
  private final Translator.Result nominal;
  private final double errorWithoutKeySwitching;
  private final boolean linearScores;

  /**
   * Prepares a search.
   *
   * @param nominal a translation with a first modulus of {@link #LARGEST_FIRST} bits and others of
   *     {@link #NOMINAL_SCALE}
   * @param errorWithoutKeySwitching its largest error if relinearisation added none
   */
  ParameterSearch(
      int ringDimension,
      int depth,
      KeySwitching keySwitching,
      Translator.Result nominal,
      double errorWithoutKeySwitching) {
    this.errorWithoutKeySwitching = errorWithoutKeySwitching;
    this.ringDimension = ringDimension;
    this.depth = depth;
    this.keySwitching = keySwitching;
    this.nominal = nominal;
    linearScores = nominal.firstScoreValue() < nominal.values().size();
  }

  /**
   * Sizes that fit.
   *
   * @param parameters what OpenFHE is told
   * @param scoreScaleBits log2 of the scale of the scores after the last rescale
   * @param error what the largest error will be, about
   */
  record Candidate(EncryptionParameters parameters, int scoreScaleBits, double error) {}

  /** All sizes that fit, the most precise first. */
  List<Candidate> candidates() {
    List<Candidate> found = new ArrayList<>();
    for (int scale = SMALLEST_SCALE; scale <= LARGEST_SCALE; scale++) {
      for (int first = scale + LEAST_DIFFERENCE; first <= LARGEST_FIRST; first++) {
        EncryptionParameters parameters =
            new EncryptionParameters(ringDimension, depth, scale, first, keySwitching);
        int scoreScale = scoreScaleBits(parameters);
        if (SecurityLimits.allow(parameters)
            && scoreScale >= SMALLEST_SCORE_SCALE
            && neededFirst(scale, scoreScale) <= first) {
          found.add(new Candidate(parameters, scoreScale, error(parameters, scoreScale)));
        }
      }
    }
    found.sort(Comparator.comparingDouble(Candidate::error));
    return found;
  }

  /** Modulus bits that the depth and the bound take at the smallest scale. */
  int leastModulusBits() {
    int first = Math.max(neededFirst(SMALLEST_SCALE, SMALLEST_SCALE), SMALLEST_SCALE + 1);
    return first + depth * SMALLEST_SCALE;
  }

  /** Bits of the first modulus that the bound takes at the smallest scale. */
  int leastFirstBits() {
    return neededFirst(SMALLEST_SCALE, SMALLEST_SCALE);
  }

  /** As large as the first modulus holds, but not above the scale of everything else. */
  private int scoreScaleBits(EncryptionParameters parameters) {
    int scale = parameters.scalingModSize();
    double bound = TrackedValue.log2(Math.max(1, nominal.scores().largestMagnitude()));
    int room = (int) Math.floor(parameters.firstModSize() - MARGIN_BITS - bound - 0.01);
    return linearScores ? Math.min(scale, room) : scale;
  }

  /** Bits of the first modulus so that no value exceeds its modulus. */
  private int neededFirst(int scale, int scoreScale) {
    double needed = 0;
    for (TrackedValue value : nominal.values()) {
      double bits = value.magnitudeBits() + (scale - NOMINAL_SCALE) * (double) value.degree();
      if (value.index() >= nominal.firstScoreValue()) {
        bits += scoreScale - scale;
      }
      needed = Math.max(needed, bits + MARGIN_BITS - scale * (value.value().limbs() - 1.0));
    }
    return (int) Math.ceil(needed + 0.01);
  }

  /**
   * Errors follow the scale. The noise of BV key switching follows the largest limb, the first, and
   * meets values at two factors of scale.
   */
  private double error(EncryptionParameters parameters, int scoreScale) {
    int finer = NOMINAL_SCALE - parameters.scalingModSize();
    double others = Math.scalb(errorWithoutKeySwitching, finer);
    double all = nominal.scores().largestError();
    double switching =
        Math.sqrt(Math.max(0, all * all - errorWithoutKeySwitching * errorWithoutKeySwitching));
    int coarser =
        keySwitching == KeySwitching.BV
            ? parameters.firstModSize() - LARGEST_FIRST + 2 * finer
            : finer;
    double scaled = Math.hypot(others, Math.scalb(switching, coarser));
    double scale = Math.scalb(1.0, linearScores ? scoreScale : parameters.scalingModSize());
    NoiseModel noise = new NoiseModel(parameters, new long[0], false);
    double last = noise.rescale(2) / scale;
    return PlanReport.SIGMAS * noise.decoded(Math.hypot(scaled, last), scale, 1);
  }
}
