package io.slotwise.training.data;

import java.util.random.RandomGenerator;

/**
 * How a training image is changed at random each time that it is used. Safe for several threads.
 */
public interface Augmentation {
  /** Leaves examples as they are. */
  Augmentation NONE = new Unchanged();

  /** Leaves examples as they are. */
  record Unchanged() implements Augmentation {
    @Override
    public void apply(
        LabelledExamples images, int image, RandomGenerator random, float[] target, int offset) {
      images.copyTo(image, target, offset);
    }
  }

  /**
   * Writes a variant of an image, with pixels from 0 to 1.
   *
   * @param images the data set
   * @param image which of its images
   * @param random the only source of chance
   * @param target receives the pixels
   * @param offset where in {@code target} they start
   */
  void apply(
      LabelledExamples images, int image, RandomGenerator random, float[] target, int offset);
}
