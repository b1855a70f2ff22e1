package io.slotwise.training.data;

import io.slotwise.model.Shape;
import java.util.random.RandomGenerator;

/**
 * Small random rotations, scalings, shears and shifts about the image's centre, each drawn
 * uniformly between minus and plus its limit; pixels are interpolated bilinearly, with zeros
 * outside the image.
 *
 * @param rotationDegrees largest rotation
 * @param scaling largest relative change of height and, independently, width
 * @param shear largest sideways shift of a row per row of distance from the centre
 * @param shift largest shift down and, independently, right, in pixels
 */
public record AffineAugmentation(double rotationDegrees, double scaling, double shear, double shift)
    implements Augmentation {
  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one is negative or not a number, or {@code scaling} is not
   *     below 1
   */
  public AffineAugmentation {
    if (!(rotationDegrees >= 0 && scaling >= 0 && scaling < 1 && shear >= 0 && shift >= 0)) {
      throw new IllegalArgumentException(
          "the limits of an affine augmentation are at least 0, and scaling is below 1");
    }
  }

  @Override
  public void apply(
      LabelledExamples images, int image, RandomGenerator random, float[] target, int offset) {
    double angle = Math.toRadians(symmetric(random, rotationDegrees));
    double vertical = 1 + symmetric(random, scaling);
    double horizontal = 1 + symmetric(random, scaling);
    double slant = symmetric(random, shear);
    double down = symmetric(random, shift);
    double right = symmetric(random, shift);
    double cosine = Math.cos(angle);
    double sine = Math.sin(angle);

    // From an output pixel back to where its value comes from.
    double yFromY = cosine * vertical;
    double yFromX = -sine * horizontal;
    double xFromY = (sine + slant * cosine) * vertical;
    double xFromX = (cosine - slant * sine) * horizontal;
    Shape shape = images.shape();
    double centreY = (shape.get(1) - 1) / 2.0;
    double centreX = (shape.get(2) - 1) / 2.0;
    int index = offset;
    for (int channel = 0; channel < shape.get(0); channel++) {
      int plane = images.start(image) + channel * shape.get(1) * shape.get(2);
      for (int row = 0; row < shape.get(1); row++) {
        double y = row - centreY;
        for (int column = 0; column < shape.get(2); column++) {
          double x = column - centreX;
          target[index++] =
              interpolate(
                  images,
                  plane,
                  (float) (yFromY * y + yFromX * x + centreY + down),
                  (float) (xFromY * y + xFromX * x + centreX + right));
        }
      }
    }
  }

  private static float interpolate(LabelledExamples images, int plane, float y, float x) {
    int height = images.shape().get(1);
    int width = images.shape().get(2);
    if (y <= -1 || x <= -1 || y >= height || x >= width) {
      return 0;
    }
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    float down = y - top;
    float right = x - left;
    float above = 0;
    float below = 0;
    int start = plane + top * width + left;
    if (left >= 0) {
      above += top >= 0 ? (1 - right) * images.number(start) : 0;
      below += top + 1 < height ? (1 - right) * images.number(start + width) : 0;
    }
    if (left + 1 < width) {
      above += top >= 0 ? right * images.number(start + 1) : 0;
      below += top + 1 < height ? right * images.number(start + width + 1) : 0;
    }
    return (1 - down) * above + down * below;
  }

  private static double symmetric(RandomGenerator random, double limit) {
    return (2 * random.nextDouble() - 1) * limit;
  }
}
