package io.slotwise.training.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * One pass over a data set in batches, shuffled and augmented from a seed alone: the same seed
 * gives the same batches. Immutable and safe for several threads.
 */
public final class Batches {
  private final LabelledExamples images;
  private final Augmentation augmentation;
  private final int size;
  private final int[] order;
  private final long[] seeds;

  private Batches(
      LabelledExamples images, Augmentation augmentation, int size, int[] order, long[] seeds) {
    this.images = images;
    this.augmentation = augmentation;
    this.size = size;
    this.order = order;
    this.seeds = seeds;
  }

  /**
   * A batch.
   *
   * @param numbers example after example; pixels from 0 to 1
   * @param labels one an image
   */
  public record Batch(float[] numbers, int[] labels) {
    /** Returns the number of images. */
    public int count() {
      return labels.length;
    }
  }

  /**
   * Batches of one epoch of training; the last, smaller one is left out unless it is the only one,
   * since batch normalisation would learn noise from it.
   *
   * @param images the training set
   * @param augmentation changes each image
   * @param size images a batch, at least 1
   * @param seed decides order and augmentation
   */
  public static Batches shuffled(
      LabelledExamples images, Augmentation augmentation, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = TrainingData.shuffled(images.count(), random);
    int whole = Math.max(Math.min(size, order.length), order.length / size * size);
    long[] seeds = random.longs(whole).toArray();
    return new Batches(images, augmentation, size, Arrays.copyOf(order, whole), seeds);
  }

  /**
   * All images in their own order, unchanged.
   *
   * @param images the data set
   * @param size images a batch, at least 1; the last may be smaller
   */
  public static Batches inOrder(LabelledExamples images, int size) {
    int[] order = IntStream.range(0, images.count()).toArray();
    return new Batches(images, Augmentation.NONE, size, order, new long[order.length]);
  }

  /**
   * Hands over batches, from the first on, until they have so many examples or there are no more.
   *
   * @param examples how many are wanted, at least 1
   */
  public void forFirst(int examples, Consumer<Batch> receiver) {
    int batches = Math.min(count(), Math.ceilDiv(examples, size));
    for (int i = 0; i < batches; i++) {
      receiver.accept(get(i));
    }
  }

  /** Returns the number of batches. */
  public int count() {
    return Math.ceilDiv(order.length, size);
  }

  /**
   * Makes a batch.
   *
   * @param number from 0 to {@code count() - 1}
   */
  public Batch get(int number) {
    int from = number * size;
    int count = Math.min(size, order.length - from);
    int imageSize = images.shape().size();
    float[] pixels = new float[count * imageSize];
    for (int i = 0; i < count; i++) {
      // One generator an image: a batch does not depend on those made before it.
      SplittableRandom random = new SplittableRandom(seeds[from + i]);
      augmentation.apply(images, order[from + i], random, pixels, i * imageSize);
    }
    int[] labels = IntStream.range(from, from + count).map(i -> images.label(order[i])).toArray();
    return new Batch(pixels, labels);
  }
}
