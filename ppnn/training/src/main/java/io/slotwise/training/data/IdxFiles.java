package io.slotwise.training.data;

import io.slotwise.model.ModelException;
import io.slotwise.model.Shape;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads the pairs of IDX files, plain or gzipped, that MNIST and data sets like it come in. */
final class IdxFiles {
  /** The first four bytes: unsigned bytes, and the number of dimensions. */
  private static final int UNSIGNED_BYTES = 0x0800;

  private IdxFiles() {}

  /**
   * Reads images and labels.
   *
   * @param folder holds the files
   * @param part {@code train} or {@code t10k}, which their names start with
   * @throws IllegalArgumentException if a file is missing or malformed, or they do not fit together
   * @throws UncheckedIOException if a file cannot be read
   */
  static LabelledImages read(Path folder, String part) {
    Path imageFile = find(folder, part + "-images-idx3-ubyte");
    Path labelFile = find(folder, part + "-labels-idx1-ubyte");
    Idx images = read(imageFile, 3);
    Idx labels = read(labelFile, 1);
    if (images.sizes[0] != labels.sizes[0]) {
      throw new IllegalArgumentException(
          "%s holds %d images and %s %d labels: they do not belong together"
              .formatted(imageFile, images.sizes[0], labelFile, labels.sizes[0]));
    }
    Shape shape = Shape.of(1, images.sizes[1], images.sizes[2]);
    return new LabelledImages(shape, images.values, labels.values);
  }

  /** The content of a file: the size of each dimension, and the values in row-major order. */
  private record Idx(int[] sizes, byte[] values) {}

  private static Path find(Path folder, String name) {
    for (String candidate : new String[] {name, name + ".gz"}) {
      if (Files.isRegularFile(folder.resolve(candidate))) {
        return folder.resolve(candidate);
      }
    }
    throw new IllegalArgumentException(
        "the folder %s has no %s (or %s.gz): put the data set's files there under these names"
            .formatted(folder, name, name));
  }

  private static Idx read(Path file, int dimensions) {
    try (InputStream raw = Files.newInputStream(file);
        InputStream plain =
            file.toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
        DataInputStream in = new DataInputStream(plain)) {
      int magic = in.readInt();
      if (magic != UNSIGNED_BYTES + dimensions) {
        throw new IllegalArgumentException(
            "%s is not an IDX file of unsigned bytes with %d dimensions: it starts with %08x"
                .formatted(file, dimensions, magic));
      }
      int[] sizes = new int[dimensions];
      for (int i = 0; i < dimensions; i++) {
        sizes[i] = in.readInt();
      }
      return new Idx(sizes, values(file, in, sizes));
    } catch (EOFException | ZipException e) {
      throw new IllegalArgumentException("%s is truncated or corrupt".formatted(file), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read %s".formatted(file), e);
    }
  }

  /** Refuses sizes below one and absurd ones before anything is allocated for them. */
  private static int count(Path file, int[] sizes) {
    try {
      return Shape.of(sizes).size();
    } catch (ModelException e) {
      throw new IllegalArgumentException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static byte[] values(Path file, InputStream in, int[] sizes) throws IOException {
    int expected = count(file, sizes);
    byte[] values = in.readNBytes(expected);
    if (values.length < expected || in.read() != -1) {
      throw new IllegalArgumentException(
          "%s does not hold as many bytes as its sizes %s say"
              .formatted(file, Arrays.toString(sizes)));
    }
    return values;
  }
}
