package io.slotwise.model;

import java.util.List;

/**
 * Batch normalisation at inference, reduced to what it does: each channel (the outermost axis) is
 * multiplied by its scale, then shifted.
 *
 * @param name see {@link Layer#name()}
 * @param scale one factor per channel
 * @param shift one number per channel
 */
public record BatchNormalization(String name, double[] scale, double[] shift) implements Layer {
  /**
   * Checks the numbers.
   *
   * @throws ModelException if lengths differ or a number is not finite
   */
  public BatchNormalization {
    Checks.require(scale.length == shift.length, name, "needs as many scales as shifts");
    Checks.finite(name, "scale", scale);
    Checks.finite(name, "shift", shift);
  }

  /**
   * The layer for the statistics as trained: {@code gamma * (x - mean) / sqrt(variance + epsilon) +
   * beta}.
   *
   * @throws ModelException if lengths differ or the result is not finite
   */
  public static BatchNormalization of(
      String name,
      double[] gamma,
      double[] beta,
      double[] mean,
      double[] variance,
      double epsilon) {
    int channels = gamma.length;
    Checks.require(
        beta.length == channels && mean.length == channels && variance.length == channels,
        name,
        "scale, bias, mean and variance must have one length");
    double[] scale = new double[channels];
    double[] shift = new double[channels];
    for (int c = 0; c < channels; c++) {
      scale[c] = gamma[c] / Math.sqrt(variance[c] + epsilon);
      shift[c] = beta[c] - mean[c] * scale[c];
    }
    return new BatchNormalization(name, scale, shift);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Checks.onlyInput(name, inputs);
    Checks.require(
        input.rank() >= 1 && input.get(0) == scale.length,
        name,
        "normalises " + scale.length + " channels, but its input has shape " + input);
    return input;
  }
}
