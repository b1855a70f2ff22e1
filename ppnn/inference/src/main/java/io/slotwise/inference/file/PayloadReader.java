package io.slotwise.inference.file;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads numbers and arrays of a payload of known length and never allocates more than what is left
 * of it, whatever the lengths in it say. Big-endian. Not safe for use by several threads.
 */
public final class PayloadReader {
  /** What every Java machine can allocate. */
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final DataInputStream in;
  private final long length;
  private long remaining;

  /**
   * Reads from a stream.
   *
   * @param in the payload
   * @param length its bytes
   */
  public PayloadReader(InputStream in, long length) {
    this.in = new DataInputStream(in);
    this.length = length;
    remaining = length;
  }

  /** Bytes not yet read. */
  public long remaining() {
    return remaining;
  }

  /** Bytes read so far. */
  public long consumed() {
    return length - remaining;
  }

  /** Some bytes that must be 0. */
  public void readZeros(int count) throws IOException {
    for (byte each : read(1, count)) {
      if (each != 0) {
        throw new IOException("a byte of padding is " + each);
      }
    }
  }

  /** A 32-bit integer. */
  public int readInt() throws IOException {
    take(Integer.BYTES, 1);
    return in.readInt();
  }

  /** A 64-bit integer. */
  public long readLong() throws IOException {
    take(Long.BYTES, 1);
    return in.readLong();
  }

  /** A 64-bit float. */
  public double readDouble() throws IOException {
    return Double.longBitsToDouble(readLong());
  }

  /** A byte that must be 0 or 1. */
  public boolean readBoolean() throws IOException {
    take(1, 1);
    int value = in.readUnsignedByte();
    if (value > 1) {
      throw new IOException("a flag is " + value);
    }
    return value == 1;
  }

  /** The number of elements that follow, each of at least {@code elementBytes} bytes. */
  public int readCount(int elementBytes) throws IOException {
    int count = readInt();
    long bytes = (long) count * elementBytes;
    if (count < 0 || bytes > remaining || bytes > Integer.MAX_VALUE - 8) {
      throw new IOException("a list of " + count + " elements does not fit into the payload");
    }
    return count;
  }

  /** A count and that many bytes. */
  public byte[] readBytes() throws IOException {
    return read(1, readCount(1));
  }

  /** A count and that many bytes of UTF-8. */
  public String readString() throws IOException {
    return new String(readBytes(), StandardCharsets.UTF_8);
  }

  /** A count and that many 32-bit integers. */
  public int[] readInts() throws IOException {
    int[] values = new int[readCount(Integer.BYTES)];
    ByteBuffer.wrap(read(Integer.BYTES, values.length)).asIntBuffer().get(values);
    return values;
  }

  /** A count and that many 64-bit integers. */
  public long[] readLongs() throws IOException {
    long[] values = new long[readCount(Long.BYTES)];
    ByteBuffer.wrap(read(Long.BYTES, values.length)).asLongBuffer().get(values);
    return values;
  }

  /** A count and that many 64-bit floats. */
  public double[] readDoubles() throws IOException {
    double[] values = new double[readCount(Double.BYTES)];
    ByteBuffer.wrap(read(Double.BYTES, values.length)).asDoubleBuffer().get(values);
    return values;
  }

  /** All bytes that are left. */
  public byte[] readRest() throws IOException {
    if (remaining > MAX_ARRAY) {
      throw new IOException(remaining + " bytes are more than an array holds");
    }
    return read(1, (int) remaining);
  }

  private byte[] read(int elementBytes, int count) throws IOException {
    take(elementBytes, count);
    byte[] bytes = new byte[elementBytes * count];
    in.readFully(bytes);
    return bytes;
  }

  private void take(int elementBytes, int count) throws IOException {
    long bytes = (long) elementBytes * count;
    if (bytes > remaining) {
      throw new IOException("the payload ends too early");
    }
    remaining -= bytes;
  }
}
