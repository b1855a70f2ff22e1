package io.slotwise.model.data;

import io.slotwise.model.DataException;
import io.slotwise.model.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * CIFAR-10's binary batches, plain or gzipped: a record is the label in one byte, then 32 rows of
 * 32 pixels of red, then green, then blue. Safe for use by several threads.
 */
public final class CifarFiles {
  /** The shape of one image. */
  public static final Shape SHAPE = Shape.of(3, 32, 32);

  /** The number of classes, from airplane (0) to truck (9). */
  public static final int CLASSES = 10;

  private static final int TRAINING_FILES = 5;
  private static final int RECORD = 1 + SHAPE.size();

  private CifarFiles() {}

  /**
   * Images with their labels.
   *
   * @param shape the shape of one image
   * @param pixels unsigned pixels, image after image, channel after channel, row after row
   * @param labels one label an image
   */
  public record Images(Shape shape, byte[] pixels, int[] labels) {}

  /**
   * Reads the training images: {@code data_batch_1.bin} to {@code data_batch_5.bin}.
   *
   * @param folder holds the files
   * @throws DataException if a file is missing or is no such batch
   */
  public static Images readTraining(Path folder) {
    return read(
        IntStream.rangeClosed(1, TRAINING_FILES)
            .mapToObj(number -> find(folder, "data_batch_" + number + ".bin"))
            .toList());
  }

  /**
   * Reads the test images: {@code test_batch.bin}.
   *
   * @param folder holds the file
   * @throws DataException if it is missing or is no such batch
   */
  public static Images readTest(Path folder) {
    return read(List.of(find(folder, "test_batch.bin")));
  }

  private static Images read(List<Path> files) {
    List<byte[]> contents = new ArrayList<>();
    int count = 0;
    for (Path file : files) {
      byte[] content = content(file);
      contents.add(content);
      count += content.length / RECORD;
    }
    byte[] pixels = new byte[count * SHAPE.size()];
    int[] labels = new int[count];
    int image = 0;
    for (int f = 0; f < files.size(); f++) {
      for (int at = 0; at < contents.get(f).length; at += RECORD, image++) {
        labels[image] = label(files.get(f), contents.get(f)[at], at / RECORD);
        System.arraycopy(contents.get(f), at + 1, pixels, image * SHAPE.size(), SHAPE.size());
      }
    }
    return new Images(SHAPE, pixels, labels);
  }

  private static byte[] content(Path file) {
    byte[] content;
    try (InputStream in = InputFiles.open(file)) {
      content = in.readAllBytes();
    } catch (IOException e) {
      throw InputFiles.unreadable(file, e);
    }
    if (content.length == 0 || content.length % RECORD != 0) {
      throw new DataException(
          "%s is no binary CIFAR-10 batch, or truncated: %d bytes are no whole number of records of %d bytes"
              .formatted(file, content.length, RECORD));
    }
    return content;
  }

  private static int label(Path file, byte value, int image) {
    int label = Byte.toUnsignedInt(value);
    if (label >= CLASSES) {
      throw new DataException(
          "%s: image %d has the label %d; CIFAR-10's are 0 to %d"
              .formatted(file, image, label, CLASSES - 1));
    }
    return label;
  }

  private static Path find(Path folder, String name) {
    return Stream.of(name, name + ".gz")
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    "the folder %s has no %s: CIFAR-10's binary batches belong there"
                        .formatted(folder, name)));
  }
}
