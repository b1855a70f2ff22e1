package io.slotwise.model.data;

import io.slotwise.model.DataException;
import io.slotwise.model.Shape;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the header of a {@code .npy} file says.
 *
 * @param kind the kind of number, f, i, u or b, and its bytes, such as f8
 * @param order the order of its bytes
 * @param shape dimensions, each at least 0
 * @param dataStart where the numbers begin in the file
 */
record NpyHeader(String kind, ByteOrder order, List<Integer> shape, long dataStart) {
  private static final Set<String> KINDS =
      Set.of("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1");
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_LENGTH = 1 << 16;
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([fiub]\\d)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\s]*)\\)");

  static NpyHeader read(Path file) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      byte[] start = new byte[8];
      in.readFully(start);
      ByteBuffer magic = ByteBuffer.wrap(start, 0, MAGIC.length);
      if (!magic.equals(ByteBuffer.wrap(MAGIC)) || start[6] < 1 || start[6] > 3) {
        throw new DataException(file + " is not a NumPy array (.npy)");
      }
      byte[] size = new byte[start[6] == 1 ? 2 : 4];
      in.readFully(size);
      ByteBuffer buffer = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN);
      int length = size.length == 2 ? Short.toUnsignedInt(buffer.getShort()) : buffer.getInt();
      if (length < 0 || length > MAX_LENGTH) {
        throw new DataException(file + " has a header of " + length + " bytes; it is corrupt");
      }
      byte[] text = new byte[length];
      in.readFully(text);
      long dataStart = (long) start.length + size.length + length;
      return parse(new String(text, StandardCharsets.ISO_8859_1), dataStart, file);
    } catch (EOFException e) {
      throw new DataException(file + " is truncated within its header", e);
    }
  }

  private static NpyHeader parse(String text, long dataStart, Path file) {
    Matcher descr = DESCR.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!descr.find() || !order.find() || !shape.find() || !KINDS.contains(descr.group(2))) {
      throw new DataException(
          file
              + " does not hold plain numbers; save it as float64, float32 or integers: "
              + text.strip());
    }
    if (order.group(1).equals("True")) {
      throw new DataException(
          file + " is in Fortran order; save it with numpy.save(file, numpy.ascontiguousarray(a))");
    }
    List<Integer> dims = new ArrayList<>();
    long elements = 1;
    for (String dim : shape.group(1).split(",", -1)) {
      if (!dim.isBlank()) {
        long size = dim.strip().length() > 9 ? Long.MAX_VALUE : Long.parseLong(dim.strip());
        if (size > Shape.MAX_ELEMENTS || elements * size > Shape.MAX_ELEMENTS) {
          throw new DataException(
              file + " claims more than " + Shape.MAX_ELEMENTS + " elements; split it");
        }
        elements *= size;
        dims.add((int) size);
      }
    }
    ByteOrder bytes = descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return new NpyHeader(descr.group(2), bytes, List.copyOf(dims), dataStart);
  }

  long dataBytes() {
    return elements() * (kind.charAt(1) - '0');
  }

  long elements() {
    long elements = 1;
    for (int dim : shape) {
      elements *= dim;
    }
    return elements;
  }

  /** Refuses files that are shorter or longer than the header says. */
  void requireSize(long fileSize, Path file) {
    long expected = dataStart + dataBytes();
    if (fileSize != expected) {
      throw new DataException(
          file
              + " has "
              + fileSize
              + " bytes, its header asks for "
              + expected
              + (fileSize < expected ? "; it is truncated" : ""));
    }
  }
}
