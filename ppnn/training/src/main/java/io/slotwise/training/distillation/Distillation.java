package io.slotwise.training.distillation;

import java.nio.file.Path;

/**
 * How a student learns from a teacher's scores (Hinton, Vinyals and Dean, arXiv 1503.02531): the
 * loss is {@code (1 - weight) * H(labels, p) + weight * temperature² * H(q, p_T)}, with p the
 * student's probabilities, and q and p_T the teacher's and student's at the temperature.
 *
 * @param teacher an ONNX model with the student's input shape and number of classes
 * @param temperature scores are divided by it, above 0; the higher, the more wrong classes matter
 * @param weight of the teacher against the labels, from 0 to 1
 */
public record Distillation(Path teacher, double temperature, double weight) {
  /** Temperature unless told otherwise. */
  public static final double DEFAULT_TEMPERATURE = 4;

  /** Weight unless told otherwise. */
  public static final double DEFAULT_WEIGHT = 0.7;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is outside of its range
   */
  public Distillation {
    if (!(temperature > 0 && Double.isFinite(temperature))) {
      throw new IllegalArgumentException("the temperature must be above 0, not " + temperature);
    }
    if (!(weight >= 0 && weight <= 1)) {
      throw new IllegalArgumentException(
          "the weight of the distillation must be from 0 to 1, not " + weight);
    }
  }

  /**
   * Returns the teacher's probabilities at the temperature.
   *
   * @param scores the teacher's, example after example
   * @param classes scores an example
   */
  public float[] softened(float[] scores, int classes) {
    float[] probabilities = new float[scores.length];
    for (int start = 0; start < scores.length; start += classes) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        largest = Math.max(largest, scores[start + c]);
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        double power = Math.exp((scores[start + c] - largest) / temperature);
        probabilities[start + c] = (float) power;
        sum += power;
      }
      for (int c = 0; c < classes; c++) {
        probabilities[start + c] /= (float) sum;
      }
    }
    return probabilities;
  }
}
