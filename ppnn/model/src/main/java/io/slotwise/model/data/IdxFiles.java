package io.slotwise.model.data;

import io.slotwise.model.DataException;
import io.slotwise.model.Shape;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * MNIST's IDX format of unsigned bytes, plain or gzipped: two zero bytes, the type 8, the number of
 * dimensions, each dimension as a big-endian integer, then the data. Safe for use by several
 * threads.
 */
public final class IdxFiles {
  /** What pixels are multiplied by unless the model says otherwise. */
  public static final double PIXEL_SCALE = 1.0 / 255;

  private static final int UNSIGNED_BYTES = 8;

  private IdxFiles() {}

  /**
   * Reads images of shape (images, height, width) as raw pixels from 0 to 255; the batch's shape is
   * (1, height, width).
   *
   * @throws DataException if the file cannot be read, is no IDX file of images, or is truncated
   */
  public static InputBatch readImages(Path file) {
    try (InputStream in = InputFiles.open(file)) {
      return readImages(in, file.toString());
    } catch (IOException e) {
      throw InputFiles.unreadable(file, e);
    }
  }

  /**
   * The same from a stream that is not gzipped, which is read to its end.
   *
   * @param name what messages call it
   * @throws IOException if reading fails
   * @throws DataException if it holds no IDX images, or is truncated
   */
  public static InputBatch readImages(InputStream in, String name) throws IOException {
    DataInputStream data = new DataInputStream(in);
    int[] dims = header(data, name, 3, "images");
    requireSize(name, dims);
    Shape shape = Shape.of(1, dims[1], dims[2]);
    double[][] rows = new double[shape.size()][dims[0]];
    byte[] image = new byte[shape.size()];
    for (int i = 0; i < dims[0]; i++) {
      readFully(data, image, name);
      for (int e = 0; e < image.length; e++) {
        rows[e][i] = Byte.toUnsignedInt(image[e]);
      }
    }
    requireEnd(data, name);
    return InputBatch.ofRows(shape, rows, PIXEL_SCALE);
  }

  /**
   * Reads labels.
   *
   * @return one number from 0 to 255 per image
   * @throws DataException if the file cannot be read, is no IDX file of labels, or is truncated
   */
  public static int[] readLabels(Path file) {
    try (InputStream in = InputFiles.open(file)) {
      return readLabels(in, file.toString());
    } catch (IOException e) {
      throw InputFiles.unreadable(file, e);
    }
  }

  /**
   * The same from a stream that is not gzipped, which is read to its end.
   *
   * @param name what messages call it
   * @throws IOException if reading fails
   * @throws DataException if it holds no IDX labels, or is truncated
   */
  public static int[] readLabels(InputStream in, String name) throws IOException {
    DataInputStream data = new DataInputStream(in);
    int[] dims = header(data, name, 1, "labels");
    requireSize(name, dims);
    byte[] bytes = new byte[dims[0]];
    readFully(data, bytes, name);
    requireEnd(data, name);
    int[] labels = new int[bytes.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Byte.toUnsignedInt(bytes[i]);
    }
    return labels;
  }

  private static int[] header(DataInputStream data, String name, int rank, String what)
      throws IOException {
    byte[] magic = new byte[4];
    readFully(data, magic, name);
    if (magic[0] != 0 || magic[1] != 0 || magic[2] != UNSIGNED_BYTES || magic[3] != rank) {
      throw new DataException(
          name + " is not an IDX file of " + what + " (unsigned bytes, " + rank + " dimensions)");
    }
    int[] dims = new int[rank];
    for (int i = 0; i < rank; i++) {
      byte[] dim = new byte[4];
      readFully(data, dim, name);
      dims[i] = ByteBuffer.wrap(dim).getInt();
      if (dims[i] < 1) {
        throw new DataException(name + " has a dimension of " + Integer.toUnsignedLong(dims[i]));
      }
    }
    return dims;
  }

  private static void requireSize(String name, int[] dims) {
    long size = 1;
    for (int dim : dims) {
      size *= dim;
      if (size > Shape.MAX_ELEMENTS) {
        throw new DataException(
            name + " claims more than " + Shape.MAX_ELEMENTS + " elements; split it");
      }
    }
  }

  private static void readFully(DataInputStream data, byte[] bytes, String name)
      throws IOException {
    try {
      data.readFully(bytes);
    } catch (EOFException e) {
      throw new DataException(name + " is truncated", e);
    }
  }

  private static void requireEnd(DataInputStream data, String name) throws IOException {
    if (data.read() >= 0) {
      throw new DataException(name + " holds more data than its header says");
    }
  }
}
