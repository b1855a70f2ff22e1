package io.slotwise.cli.demo;

import io.slotwise.model.Network;
import io.slotwise.model.data.IdxFiles;
import io.slotwise.model.data.InputBatch;
import io.slotwise.model.onnx.OnnxReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** A network trained on MNIST, and the first 4096 of its test images with their labels. */
public final class DemoBundle {
  /** How many digits there are. */
  public static final int DIGITS = 4096;

  /** The network's file name. */
  public static final String MODEL = "mnist-cryptonets-square.onnx";

  private static final String IMAGES = "t10k-4096-images-idx3-ubyte.gz";
  private static final String LABELS = "t10k-4096-labels-idx1-ubyte.gz";

  private DemoBundle() {}

  /** The network. */
  public static Network network() {
    return read(MODEL, in -> OnnxReader.read(in, MODEL));
  }

  /** The network's file. */
  public static byte[] modelBytes() {
    return read(MODEL, InputStream::readAllBytes);
  }

  /** The first {@code count} digits as raw pixels; 1 to {@link #DIGITS}. */
  public static InputBatch digits(int count) {
    InputBatch all = read(IMAGES, in -> IdxFiles.readImages(new GZIPInputStream(in), IMAGES));
    return all.slice(0, count);
  }

  /** The first {@code count} labels, 0 to 9. */
  public static int[] labels(int count) {
    int[] all = read(LABELS, in -> IdxFiles.readLabels(new GZIPInputStream(in), LABELS));
    return Arrays.copyOf(all, count);
  }

  @FunctionalInterface
  private interface Reader<T> {
    T read(InputStream in) throws IOException;
  }

  private static <T> T read(String name, Reader<T> reader) {
    try (InputStream in = DemoBundle.class.getResourceAsStream(name)) {
      return reader.read(Objects.requireNonNull(in, name));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
