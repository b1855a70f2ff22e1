package io.slotwise.inference.file;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes what {@link PayloadReader} reads. Not safe for use by several threads. */
public final class PayloadWriter {
  private final DataOutputStream out;

  /** Writes to a stream, which {@link #flush()} brings up to date. */
  public PayloadWriter(OutputStream out) {
    this.out = new DataOutputStream(out);
  }

  /** See {@link PayloadReader#readInt()}. */
  public void writeInt(int value) throws IOException {
    out.writeInt(value);
  }

  /** See {@link PayloadReader#readLong()}. */
  public void writeLong(long value) throws IOException {
    out.writeLong(value);
  }

  /** See {@link PayloadReader#readDouble()}. */
  public void writeDouble(double value) throws IOException {
    out.writeDouble(value);
  }

  /** See {@link PayloadReader#readBoolean()}. */
  public void writeBoolean(boolean value) throws IOException {
    out.writeBoolean(value);
  }

  /** See {@link PayloadReader#readBytes()}. */
  public void writeBytes(byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** See {@link PayloadReader#readString()}. */
  public void writeString(String text) throws IOException {
    writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** See {@link PayloadReader#readInts()}. */
  public void writeInts(int[] values) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, values.length));
    buffer.asIntBuffer().put(values);
    out.writeInt(values.length);
    out.write(buffer.array());
  }

  /** See {@link PayloadReader#readLongs()}. */
  public void writeLongs(long[] values) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(Long.BYTES, values.length));
    buffer.asLongBuffer().put(values);
    out.writeInt(values.length);
    out.write(buffer.array());
  }

  /** See {@link PayloadReader#readDoubles()}. */
  public void writeDoubles(double[] values) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(Double.BYTES, values.length));
    buffer.asDoubleBuffer().put(values);
    out.writeInt(values.length);
    out.write(buffer.array());
  }

  /** See {@link PayloadReader#readRest()}; nothing comes after it. */
  public void writeRest(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  /** Some bytes of zero. */
  public void writeZeros(int count) throws IOException {
    out.write(new byte[count]);
  }

  /** Bytes written so far; up to 2 GiB are counted. */
  public int written() {
    return out.size();
  }

  /** Brings the stream behind up to date. */
  public void flush() throws IOException {
    out.flush();
  }
}
