package io.slotwise.model.data;

import io.slotwise.model.DataException;
import io.slotwise.model.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.jetbrains.bio.npy.NpyFile;

/** NumPy's {@code .npy} files of numbers in C order. Safe for use by several threads. */
public final class NpyFiles {
  /** What every {@code .npy} file begins with. */
  static final int FIRST_BYTE = 0x93;

  private NpyFiles() {}

  /**
   * An array of any rank.
   *
   * @param dimensions outermost first; none for a single number
   * @param values row-major
   */
  public record NpyNumbers(List<Integer> dimensions, double[] values) {}

  /**
   * Reads an array of floats (16 to 64 bits), integers (8 to 64 bits) or booleans.
   *
   * @throws DataException if the file cannot be read, is no such array, is in Fortran order,
   *     truncated or corrupt
   */
  public static NpyNumbers read(Path file) {
    // Not with the library that writes: it waits for ever for the rest of a truncated file, and
    // does not tell signed from unsigned integers.
    try (FileChannel channel = FileChannel.open(file)) {
      NpyHeader header = NpyHeader.read(file);
      header.requireSize(channel.size(), file);
      double[] values = new double[(int) header.elements()];
      ByteBuffer data =
          channel
              .map(FileChannel.MapMode.READ_ONLY, header.dataStart(), header.dataBytes())
              .order(header.order());
      for (int i = 0; i < values.length; i++) {
        values[i] = number(data, header);
      }
      return new NpyNumbers(header.shape(), values);
    } catch (IOException e) {
      throw InputFiles.unreadable(file, e);
    }
  }

  /**
   * Reads a batch: images along the first axis, at least two axes.
   *
   * @throws DataException as {@link #read}; also if a number is not finite, naming image and
   *     element
   */
  public static InputBatch readBatch(Path file) {
    NpyNumbers array = read(file);
    List<Integer> dims = array.dimensions();
    if (dims.size() < 2 || array.values().length == 0) {
      throw new DataException(
          file + " has shape " + dims + "; a batch needs images along the first axis");
    }
    Shape shape = new Shape(dims.subList(1, dims.size()));
    int features = shape.size();
    double[][] rows = new double[features][dims.getFirst()];
    for (int i = 0; i < dims.getFirst(); i++) {
      for (int e = 0; e < features; e++) {
        rows[e][i] = array.values()[i * features + e];
      }
    }
    try {
      return InputBatch.ofRows(shape, rows);
    } catch (DataException e) {
      throw new DataException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes scores as float64 of shape (images, outputs), whole or not at all.
   *
   * @param scores shape (images, outputs), at least one image
   * @throws java.io.UncheckedIOException if the file cannot be written
   */
  public static void write(Path file, double[][] scores) {
    int outputs = scores[0].length;
    double[] values = new double[Math.multiplyExact(scores.length, outputs)];
    for (int i = 0; i < scores.length; i++) {
      System.arraycopy(scores[i], 0, values, i * outputs, outputs);
    }
    int[] shape = {scores.length, outputs};
    WholeFile.writeFile(file, partial -> NpyFile.write(partial, values, shape));
  }

  private static double number(ByteBuffer data, NpyHeader header) {
    return switch (header.kind()) {
      case "f8" -> data.getDouble();
      case "f4" -> data.getFloat();
      case "f2" -> Float.float16ToFloat(data.getShort());
      case "i8" -> data.getLong();
      case "i4" -> data.getInt();
      case "i2" -> data.getShort();
      case "i1" -> data.get();
      case "u8" -> unsigned(data.getLong());
      case "u4" -> Integer.toUnsignedLong(data.getInt());
      case "u2" -> Short.toUnsignedInt(data.getShort());
      case "u1" -> Byte.toUnsignedInt(data.get());
      default -> data.get() == 0 ? 0 : 1;
    };
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : (bits >>> 1) * 2.0 + (bits & 1);
  }
}
