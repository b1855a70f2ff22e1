package io.slotwise.training.network;

import io.slotwise.model.Shape;

/**
 * Least-squares polynomials for ReLU, each on the distribution of what its own unit (a layer, a
 * channel or an element) was given.
 *
 * <p>An element sees few values, and a polynomial fitted to them alone would follow their noise:
 * each element's fit is drawn towards its channel's, and each channel's towards the layer's, by a
 * ridge penalty, so that a unit that always sees the same value takes the coarser fit. For one
 * activation; not safe for several threads.
 */
public final class ReluFit {
  /** Weight of the difference from the coarser fit, relative to the number of values. */
  private static final double RIDGE = 1e-3;

  private final Shape shape;
  private final int degree;

  /** For each channel and element, sums of x^0 to x^(2 degree), then of relu(x) x^0 to x^degree. */
  private final double[][] sums;

  /**
   * Starts with nothing seen.
   *
   * @param shape what the activation is given, without the batch
   * @param degree of the polynomials, at least 1
   */
  public ReluFit(Shape shape, int degree) {
    this.shape = shape;
    this.degree = degree;
    this.sums = new double[shape.size()][3 * degree + 2];
  }

  /**
   * Takes in what an activation was given.
   *
   * @param values example after example
   */
  public void add(float[] values) {
    for (int i = 0; i < values.length; i++) {
      double[] sum = sums[i % sums.length];
      double x = values[i];
      double power = 1;
      for (int k = 0; k <= 2 * degree; k++, power *= x) {
        sum[k] += power;
        if (k <= degree && x > 0) {
          sum[2 * degree + 1 + k] += x * power;
        }
      }
    }
  }

  /**
   * Returns the fitted coefficients.
   *
   * @param granularity one with coefficients
   * @return shape (degree + 1, units)
   */
  public double[][] coefficients(Activation granularity) {
    double[] layer = solve(pooled(0, sums.length), new double[degree + 1]);
    int units = granularity.coefficientShape(shape).size();
    int channelSize = shape.stride(0);
    double[][] coefficients = new double[degree + 1][units];
    double[] channel = layer;
    for (int unit = 0; unit < units; unit++) {
      if (granularity == Activation.CHANNEL) {
        channel = solve(pooled(unit * channelSize, channelSize), layer);
      } else if (granularity == Activation.ELEMENT && unit % channelSize == 0) {
        channel = solve(pooled(unit, channelSize), layer);
      }
      double[] fitted = granularity == Activation.ELEMENT ? solve(sums[unit], channel) : channel;
      for (int power = 0; power <= degree; power++) {
        coefficients[power][unit] = fitted[power];
      }
    }
    return coefficients;
  }

  private double[] pooled(int from, int count) {
    double[] pooled = new double[3 * degree + 2];
    for (int element = from; element < from + count; element++) {
      for (int k = 0; k < pooled.length; k++) {
        pooled[k] += sums[element][k];
      }
    }
    return pooled;
  }

  /** Solves the normal equations, with the ridge, by Gaussian elimination (they are definite). */
  private double[] solve(double[] sum, double[] prior) {
    int unknowns = degree + 1;
    double ridge = RIDGE * Math.max(1, sum[0]);
    double[][] system = new double[unknowns][unknowns + 1];
    for (int row = 0; row < unknowns; row++) {
      for (int column = 0; column < unknowns; column++) {
        system[row][column] = sum[row + column];
      }
      system[row][row] += ridge;
      system[row][unknowns] = sum[2 * degree + 1 + row] + ridge * prior[row];
    }
    for (int pivot = 0; pivot < unknowns; pivot++) {
      for (int row = pivot + 1; row < unknowns; row++) {
        double factor = system[row][pivot] / system[pivot][pivot];
        for (int column = pivot; column <= unknowns; column++) {
          system[row][column] -= factor * system[pivot][column];
        }
      }
    }
    double[] solution = new double[unknowns];
    for (int row = unknowns - 1; row >= 0; row--) {
      double rest = system[row][unknowns];
      for (int column = row + 1; column < unknowns; column++) {
        rest -= system[row][column] * solution[column];
      }
      solution[row] = rest / system[row][row];
    }
    return solution;
  }
}
