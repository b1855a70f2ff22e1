package io.slotwise.training.data;

import io.slotwise.model.Shape;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Images of 8-bit pixels with their labels. Immutable; the arrays given to the constructor are
 * kept, not copied, and must not be changed afterwards.
 */
public final class LabelledImages {
  private final Shape shape;
  private final byte[] pixels;
  private final int[] labels;
  private final int[] indices;

  /**
   * Creates the set of all images in an array.
   *
   * @param shape shape of each image
   * @param pixels unsigned pixels, image after image, channel after channel, row after row
   * @param labels one label an image, at least 0
   * @throws IllegalArgumentException if there are no images, or pixels and labels differ in number
   */
  public LabelledImages(Shape shape, byte[] pixels, int[] labels) {
    this(shape, pixels, labels, IntStream.range(0, labels.length).toArray());
    if (labels.length == 0) {
      throw new IllegalArgumentException("a data set needs at least one image");
    }
    if (pixels.length != (long) labels.length * shape.size()) {
      throw new IllegalArgumentException(
          "%d labels and %d pixels do not go together: an image of %s has %d pixels"
              .formatted(labels.length, pixels.length, shape, shape.size()));
    }
  }

  private LabelledImages(Shape shape, byte[] pixels, int[] labels, int[] indices) {
    this.shape = Objects.requireNonNull(shape);
    this.pixels = pixels;
    this.labels = labels;
    this.indices = indices;
  }

  /** Returns the shape of each image. */
  public Shape shape() {
    return shape;
  }

  /** Returns the number of images. */
  public int count() {
    return indices.length;
  }

  /**
   * Returns an image's label.
   *
   * @param image from 0 to {@code count() - 1}
   */
  public int label(int image) {
    return labels[indices[image]];
  }

  /** Returns the largest label. */
  public int largestLabel() {
    return IntStream.range(0, count()).map(this::label).max().orElseThrow();
  }

  /**
   * Returns some of the images, without copying them.
   *
   * @param chosen which images, in the order wanted, each from 0 to {@code count() - 1}
   */
  public LabelledImages select(int[] chosen) {
    int[] selected = IntStream.of(chosen).map(image -> indices[image]).toArray();
    return new LabelledImages(shape, pixels, labels, selected);
  }

  /**
   * Writes an image's pixels divided by 255, so from 0 to 1.
   *
   * @param image from 0 to {@code count() - 1}
   * @param target receives the pixels
   * @param offset where in {@code target} they start
   */
  public void copyTo(int image, float[] target, int offset) {
    int start = start(image);
    for (int i = 0; i < shape.size(); i++) {
      target[offset + i] = intensity(pixels[start + i]);
    }
  }

  /** Returns where an image's pixels start in {@link #pixel}'s numbering. */
  int start(int image) {
    return indices[image] * shape.size();
  }

  /** Returns one pixel, from 0 to 1. */
  float pixel(int index) {
    return intensity(pixels[index]);
  }

  private static float intensity(byte pixel) {
    return Byte.toUnsignedInt(pixel) / 255f;
  }
}
