package io.slotwise.inference.plan;

/**
 * How one score comes out of OpenFHE's decoder: with which noise scale degree, and how much noise.
 * A degree too small makes OpenFHE refuse to decode, one too large drowns the score in the noise
 * that it adds; a single limb ignores it.
 *
 * @param degree the noise scale degree that the decoder is told
 * @param deviation standard deviation of the decoded score, infinite where OpenFHE would refuse it
 */
record Decoding(int degree, double deviation) {
  /** Bits between the noise and what OpenFHE refuses. */
  private static final double LEAST_MARGIN = 1;

  /** The degree with the least noise for a score, and that noise. */
  static Decoding of(double error, double scale, int limbs, NoiseModel model) {
    Decoding best = new Decoding(1, Double.POSITIVE_INFINITY);
    for (int degree = 1; degree <= limbs; degree++) {
      double deviation = deviation(error, scale, degree, model);
      best = deviation < best.deviation ? new Decoding(degree, deviation) : best;
    }
    return best;
  }

  /** The noise of a score at a given degree. */
  static double deviation(double error, double scale, int degree, NoiseModel model) {
    boolean refused = model.decodingMarginBits(error, scale, degree) < LEAST_MARGIN;
    return refused ? Double.POSITIVE_INFINITY : model.decoded(error, scale, degree);
  }
}
