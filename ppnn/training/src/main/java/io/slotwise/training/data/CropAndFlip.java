package io.slotwise.training.data;

import io.slotwise.model.Shape;
import java.util.random.RandomGenerator;

/**
 * Shifts an image by whole pixels, zeros taking the place of what is shifted in, and mirrors every
 * other one: the usual augmentation for CIFAR-10.
 *
 * @param shift largest shift, down and, independently, right, in pixels, at least 0
 */
public record CropAndFlip(int shift) implements Augmentation {
  /**
   * Checks the shift.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public CropAndFlip {
    if (shift < 0) {
      throw new IllegalArgumentException("the largest shift must be at least 0, not " + shift);
    }
  }

  @Override
  public void apply(
      LabelledExamples images, int image, RandomGenerator random, float[] target, int offset) {
    int down = random.nextInt(2 * shift + 1) - shift;
    int right = random.nextInt(2 * shift + 1) - shift;
    boolean mirrored = random.nextBoolean();
    Shape shape = images.shape();
    int height = shape.get(1);
    int width = shape.get(2);
    int index = offset;
    for (int channel = 0; channel < shape.get(0); channel++) {
      int plane = images.start(image) + channel * height * width;
      for (int row = 0; row < height; row++) {
        int y = row + down;
        for (int column = 0; column < width; column++) {
          int x = (mirrored ? width - 1 - column : column) + right;
          boolean inside = y >= 0 && y < height && x >= 0 && x < width;
          target[index++] = inside ? images.number(plane + y * width + x) : 0;
        }
      }
    }
  }
}
