package io.slotwise.model.data;

import io.slotwise.model.DataException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Reads a batch from whatever supported file the user names. Safe for use by several threads. */
public final class InputFiles {
  private InputFiles() {}

  /**
   * Reads raw inputs from a NumPy array (images along the first axis) or an IDX file of images,
   * which may be gzipped; the file's content says which it is.
   *
   * @throws DataException if the file cannot be read, is neither, is truncated or corrupt
   */
  public static InputBatch read(Path file) {
    int first;
    try (InputStream in = open(file)) {
      first = in.read();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    if (first == NpyFiles.FIRST_BYTE) {
      return NpyFiles.readBatch(file);
    }
    if (first == 0) {
      return IdxFiles.readImages(file);
    }
    throw new DataException(
        file + " is neither a NumPy array (.npy) nor an IDX file of images, plain or gzipped");
  }

  /** Opens a file, unpacking it if it is gzipped. */
  static InputStream open(Path file) throws IOException {
    BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      in.mark(2);
      boolean gzipped = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return gzipped ? new GZIPInputStream(in, 1 << 16) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  static DataException unreadable(Path file, IOException e) {
    return new DataException("cannot read " + file + ": " + e, e);
  }
}
