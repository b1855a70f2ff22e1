package io.slotwise.inference.plan;

import java.util.Arrays;

/**
 * What becomes of a batch plan's scores when they are decoded.
 *
 * @param degree the noise scale degree that the decoder is told
 * @param errors predicted per score; infinite where OpenFHE would refuse to decode
 * @param noise the part of it that noise makes in the worst score
 * @param bound the largest absolute score
 */
record BatchScores(int degree, double[] errors, double noise, double bound) {
  /** Scores read the same values, so that one with small errors on samples is lucky to a degree. */
  private static final double LEAST_SHARE = 0.5;

  static BatchScores of(TrackedValue value, ErrorPrediction prediction, NoiseModel noise) {
    int degree = degree(value, prediction, noise);
    double[] errors = new double[value.rows()];
    int last = value.index();
    double worstNoise = 0;
    for (int row = 0; row < errors.length; row++) {
      double deviation =
          Decoding.deviation(prediction.noise(last)[row], value.scale(row), degree, noise);
      worstNoise = Math.max(worstNoise, PlanReport.SIGMAS * deviation);
      errors[row] = prediction.widened(last, row) + PlanReport.SIGMAS * deviation;
    }
    double least = LEAST_SHARE * Arrays.stream(errors).max().orElse(0);
    Arrays.setAll(errors, row -> Math.max(errors[row], least));
    return new BatchScores(degree, errors, worstNoise, value.largestMagnitude());
  }

  /** The one degree, for all scores, whose worst score is best. */
  private static int degree(TrackedValue value, ErrorPrediction prediction, NoiseModel noise) {
    int best = 1;
    double least = Double.POSITIVE_INFINITY;
    for (int degree = 1; degree <= value.value().limbs(); degree++) {
      double worst = 0;
      for (int row = 0; row < value.rows(); row++) {
        double error = prediction.noise(value.index())[row];
        worst = Math.max(worst, Decoding.deviation(error, value.scale(row), degree, noise));
      }
      if (worst < least) {
        least = worst;
        best = degree;
      }
    }
    return best;
  }

  double largestError() {
    return Arrays.stream(errors).max().orElse(0);
  }
}
