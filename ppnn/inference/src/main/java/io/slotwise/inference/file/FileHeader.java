package io.slotwise.inference.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The first {@value #BYTES} bytes of every file, big-endian: magic (8 bytes), kind (4), version of
 * the kind's payload (4), plan fingerprint (32), version of Slotwise that wrote it (24, ASCII,
 * padded with zeros), version of OpenFHE (24, the same), bytes of payload (8), CRC-32C of the
 * payload (4), CRC-32C of the header up to here (4).
 *
 * @param kind what the file holds
 * @param fingerprint the plan that it belongs to
 * @param slotwiseVersion what wrote it
 * @param openFheVersion the OpenFHE whose objects it holds, or empty
 * @param payloadBytes bytes after the header
 * @param payloadChecksum CRC-32C of these bytes
 */
public record FileHeader(
    FileKind kind,
    Fingerprint fingerprint,
    String slotwiseVersion,
    String openFheVersion,
    long payloadBytes,
    int payloadChecksum) {
  /** Length of the header. */
  public static final int BYTES = 112;

  private static final byte[] MAGIC = "SLOTWISE".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION_BYTES = 24;

  ByteBuffer encode() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    buffer.put(MAGIC).putInt(kind.code()).putInt(kind.version()).put(fingerprint.bytes());
    buffer.put(padded(slotwiseVersion)).put(padded(openFheVersion));
    buffer.putLong(payloadBytes).putInt(payloadChecksum);
    buffer.putInt(checksum(buffer));
    return buffer.flip();
  }

  /**
   * Reads the header of a file and nothing else, to see what it holds.
   *
   * @throws SlotwiseFileException if there is no such file, it is no Slotwise file, its header is
   *     damaged, or it is of an unknown kind or another version
   */
  public static FileHeader read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(file, channel);
    } catch (NoSuchFileException e) {
      throw new SlotwiseFileException(file + " does not exist", e);
    } catch (IOException e) {
      throw new SlotwiseFileException(
          "cannot read " + file + ": " + SlotwiseFileWriter.reason(e), e);
    }
  }

  /** Reads a header from where the channel stands. */
  static FileHeader read(Path file, FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // A channel may give less than asked for.
    }
    if (buffer.hasRemaining()) {
      throw new SlotwiseFileException(file + " is not a Slotwise file, or truncated");
    }
    return decode(buffer.flip(), file);
  }

  /**
   * Reads a header.
   *
   * @param bytes the first {@value #BYTES} bytes of the file
   * @param file named in messages
   * @throws SlotwiseFileException if it is no Slotwise file, damaged, or of an unknown kind or
   *     another version
   */
  static FileHeader decode(ByteBuffer bytes, Path file) {
    byte[] magic = new byte[MAGIC.length];
    bytes.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new SlotwiseFileException(file + " is not a Slotwise file");
    }
    int code = bytes.getInt();
    int version = bytes.getInt();
    byte[] fingerprint = new byte[Fingerprint.BYTES];
    bytes.get(fingerprint);
    String writer = text(bytes);
    String openFhe = text(bytes);
    long length = bytes.getLong();
    int payloadChecksum = bytes.getInt();
    int expected = checksum(bytes);
    if (bytes.getInt() != expected) {
      throw new SlotwiseFileException(file + " is corrupt: its header fails the checksum");
    }
    FileKind kind = kind(code, writer, file);
    requireVersion(kind, version, writer, file);
    return new FileHeader(
        kind, Fingerprint.of(fingerprint), writer, openFhe, length, payloadChecksum);
  }

  private static FileKind kind(int code, String writer, Path file) {
    for (FileKind kind : FileKind.values()) {
      if (kind.code() == code) {
        return kind;
      }
    }
    throw new SlotwiseFileException(
        file + " holds something this Slotwise does not know; Slotwise " + writer + " wrote it");
  }

  private static void requireVersion(FileKind kind, int version, String writer, Path file) {
    if (version != kind.version()) {
      throw new SlotwiseFileException(
          "%s is a %s in %s format %d, this Slotwise reads format %d: use Slotwise %s, or make it again"
              .formatted(
                  file,
                  kind,
                  version < kind.version() ? "the older" : "the newer",
                  version,
                  kind.version(),
                  writer.isEmpty() ? "of its time" : writer));
    }
  }

  private static int checksum(ByteBuffer header) {
    CRC32C checksum = new CRC32C();
    checksum.update(header.array(), header.arrayOffset(), BYTES - Integer.BYTES);
    return (int) checksum.getValue();
  }

  private static byte[] padded(String text) {
    return Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), VERSION_BYTES);
  }

  private static String text(ByteBuffer buffer) {
    byte[] bytes = new byte[VERSION_BYTES];
    buffer.get(bytes);
    return new String(bytes, StandardCharsets.US_ASCII).replace("\0", "");
  }
}
