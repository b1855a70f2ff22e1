package io.slotwise.training.data;

import io.slotwise.model.Shape;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Images or table rows with their labels. Immutable; the arrays given to the factories are kept,
 * not copied, and must not be changed afterwards.
 */
public final class LabelledExamples {
  private final Shape shape;
  private final Source source;
  private final int[] labels;
  private final int[] indices;

  /** All numbers of all examples, one after the other. */
  @FunctionalInterface
  private interface Source {
    float number(int index);
  }

  private LabelledExamples(Shape shape, Source source, int[] labels, int[] indices) {
    this.shape = Objects.requireNonNull(shape);
    this.source = source;
    this.labels = labels;
    this.indices = indices;
  }

  /**
   * Images of 8-bit pixels, which are trained on as numbers from 0 to 1.
   *
   * @param shape shape of each image
   * @param pixels unsigned pixels, image after image, channel after channel, row after row
   * @param labels one label an image, at least 0
   * @throws IllegalArgumentException if there are no images, or pixels and labels differ in number
   */
  public static LabelledExamples ofPixels(Shape shape, byte[] pixels, int[] labels) {
    Source source = index -> Byte.toUnsignedInt(pixels[index]) / 255f;
    return all(shape, source, pixels.length, labels);
  }

  /**
   * Images of pixels that were normalised already.
   *
   * @param shape shape of each image
   * @param numbers image after image, channel after channel, row after row
   * @param labels one label an image, at least 0
   * @throws IllegalArgumentException if there are no images, or numbers and labels do not go
   *     together
   */
  public static LabelledExamples ofImages(Shape shape, float[] numbers, int[] labels) {
    return all(shape, index -> numbers[index], numbers.length, labels);
  }

  /**
   * Rows of a table.
   *
   * @param numbers row after row
   * @param labels one label a row, at least 0
   * @throws IllegalArgumentException if there are no rows, or numbers and labels do not go together
   */
  public static LabelledExamples ofRows(float[] numbers, int[] labels) {
    int features = labels.length == 0 ? 1 : Math.max(1, numbers.length / labels.length);
    return all(Shape.of(features), index -> numbers[index], numbers.length, labels);
  }

  private static LabelledExamples all(Shape shape, Source source, int numbers, int[] labels) {
    if (labels.length == 0) {
      throw new IllegalArgumentException("a data set needs at least one example");
    }
    if (numbers != (long) labels.length * shape.size()) {
      throw new IllegalArgumentException(
          "%d labels and %d numbers do not go together: an example of %s has %d numbers"
              .formatted(labels.length, numbers, shape, shape.size()));
    }
    return new LabelledExamples(shape, source, labels, IntStream.range(0, labels.length).toArray());
  }

  /** Returns the shape of each example. */
  public Shape shape() {
    return shape;
  }

  /** Returns the number of examples. */
  public int count() {
    return indices.length;
  }

  /**
   * Returns an example's label.
   *
   * @param example from 0 to {@code count() - 1}
   */
  public int label(int example) {
    return labels[indices[example]];
  }

  /** Returns the largest label. */
  public int largestLabel() {
    return IntStream.range(0, count()).map(this::label).max().orElseThrow();
  }

  /**
   * Returns some of the examples, without copying them.
   *
   * @param chosen which examples, in the order wanted, each from 0 to {@code count() - 1}
   */
  public LabelledExamples select(int[] chosen) {
    return reindexed(chosen.length, i -> chosen[i]);
  }

  /**
   * Returns the first examples, without copying them.
   *
   * @param most how many, if there are as many
   */
  public LabelledExamples first(int most) {
    return reindexed(Math.min(most, count()), i -> i);
  }

  private LabelledExamples reindexed(int count, IntUnaryOperator which) {
    int[] selected = IntStream.range(0, count).map(i -> indices[which.applyAsInt(i)]).toArray();
    return new LabelledExamples(shape, source, labels, selected);
  }

  /**
   * Writes an example's numbers: pixels divided by 255, other numbers as they are.
   *
   * @param example from 0 to {@code count() - 1}
   * @param target receives the numbers
   * @param offset where in {@code target} they start
   */
  public void copyTo(int example, float[] target, int offset) {
    int start = start(example);
    for (int i = 0; i < shape.size(); i++) {
      target[offset + i] = source.number(start + i);
    }
  }

  /** Returns where an example's numbers start in {@link #number}'s numbering. */
  int start(int example) {
    return indices[example] * shape.size();
  }

  /** Returns one number; a pixel from 0 to 1. */
  float number(int index) {
    return source.number(index);
  }
}
