package io.slotwise.model;

import java.util.List;

/**
 * Local contrast normalisation: what a client does to an image, in the clear, before it encrypts
 * it, so that edges of dark and bright, of faint and sharp places become alike. Polynomials need it
 * more than ReLU: far from the usual they grow, and what they were given then drowns the rest.
 *
 * <p>From each pixel the mean of its neighbourhood over all channels is subtracted; what is left is
 * divided by the neighbourhood's deviation, or by a floor where that is larger, and cut off at a
 * limit. Neighbourhoods are Gaussian and end at the image's border. After Jarrett, Kavukcuoglu,
 * Ranzato and LeCun, What is the Best Multi-Stage Architecture for Object Recognition? (ICCV 2009),
 * section 3.1; the share, the least divisor and the limit are our choice.
 *
 * @param radius standard deviation of the Gaussian in pixels, above 0
 * @param share divisors are at least this share of their mean over the image, at least 0
 * @param least divisors are at least this, in the units of the raw data, above 0
 * @param limit results lie from minus this to this, above 0
 */
public record LocalContrast(double radius, double share, double least, double limit) {
  /** Weights beyond so many standard deviations are left out. */
  private static final double REACH = 3;

  /**
   * Checks the numbers.
   *
   * @throws ModelException if one is outside its range
   */
  public LocalContrast {
    if (!(radius > 0 && share >= 0 && least > 0 && limit > 0)
        || !Double.isFinite(radius + share + least + limit)) {
      throw new ModelException(
          "local contrast needs a radius, a least divisor and a limit above 0 and a share of at"
              + " least 0, not %s, %s, %s and %s".formatted(radius, least, limit, share));
    }
  }

  /**
   * The numbers that {@link #toNumbers} gives.
   *
   * @throws ModelException if there are not four, or one is outside its range
   */
  static LocalContrast of(List<Double> numbers) {
    if (numbers.size() != 4) {
      throw new ModelException(
          "local contrast needs four numbers (radius, share, least divisor, limit), not "
              + numbers.size());
    }
    return new LocalContrast(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3));
  }

  /** The four numbers in the order of the components. */
  List<Double> toNumbers() {
    return List.of(radius, share, least, limit);
  }

  /**
   * Normalises an image.
   *
   * @param image raw data, channel after channel, row after row; not changed
   * @param shape (channels, height, width)
   * @return a new array, each number from {@code -limit} to {@code limit}
   * @throws IllegalArgumentException if the shape has no height and width, or the image another
   *     size
   */
  public double[] normalised(double[] image, Shape shape) {
    if (shape.rank() != 3 || shape.size() != image.length) {
      throw new IllegalArgumentException(
          "local contrast needs an image of shape (channels, height, width), not %d numbers of shape %s"
              .formatted(image.length, shape));
    }
    int pixels = shape.stride(0);
    int width = shape.get(2);
    double[] result = image.clone();
    double[] mean = blurred(overChannels(result, pixels, 1), width);
    for (int i = 0; i < result.length; i++) {
      result[i] -= mean[i % pixels];
    }
    double[] deviation = blurred(overChannels(result, pixels, 2), width);
    double sum = 0;
    for (int i = 0; i < pixels; i++) {
      deviation[i] = Math.sqrt(deviation[i]);
      sum += deviation[i];
    }
    double floor = Math.max(share * sum / pixels, least);
    for (int i = 0; i < result.length; i++) {
      double ratio = result[i] / Math.max(deviation[i % pixels], floor);
      result[i] = Math.clamp(ratio, -limit, limit);
    }
    return result;
  }

  /** The mean of all channels' numbers, or of their squares if the power is 2. */
  private static double[] overChannels(double[] image, int pixels, int power) {
    double[] mean = new double[pixels];
    double share = (double) pixels / image.length;
    for (int i = 0; i < image.length; i++) {
      mean[i % pixels] += share * (power == 1 ? image[i] : image[i] * image[i]);
    }
    return mean;
  }

  private double[] blurred(double[] map, int width) {
    int height = map.length / width;
    return alongRows(alongRows(map, height, width), width, height);
  }

  /** Blurs each row; the result is transposed, so that a second time blurs each column. */
  private double[] alongRows(double[] map, int rows, int columns) {
    int reach = (int) Math.min(Math.ceil(REACH * radius), columns);
    double[] weights = new double[reach + 1];
    for (int distance = 0; distance <= reach; distance++) {
      weights[distance] = Math.exp(-distance * distance / (2 * radius * radius));
    }
    double[] transposed = new double[map.length];
    for (int column = 0; column < columns; column++) {
      int first = Math.max(0, column - reach);
      int last = Math.min(columns - 1, column + reach);
      double total = 0;
      for (int other = first; other <= last; other++) {
        double weight = weights[Math.abs(other - column)];
        total += weight;
        for (int row = 0; row < rows; row++) {
          transposed[column * rows + row] += weight * map[row * columns + other];
        }
      }
      for (int row = 0; row < rows; row++) {
        transposed[column * rows + row] /= total;
      }
    }
    return transposed;
  }
}
