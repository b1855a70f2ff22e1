package io.slotwise.inference.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Reads one file. Opening it checks header, length and checksum in full, so that nothing of a
 * damaged file is ever used. Not safe for use by several threads.
 */
public final class SlotwiseFileReader implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 18;

  private final Path file;
  private final FileChannel channel;
  private final FileHeader header;

  private SlotwiseFileReader(Path file, FileChannel channel, FileHeader header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
  }

  /**
   * Opens a file and checks that it is whole and of one kind.
   *
   * @throws SlotwiseFileException if it cannot be read, is no Slotwise file, of another kind or
   *     version, truncated, too long or corrupt; the message names the file and the reason
   */
  public static SlotwiseFileReader open(Path file, FileKind kind) {
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      SlotwiseFileReader reader =
          new SlotwiseFileReader(file, channel, FileHeader.read(file, channel));
      reader.require(kind);
      channel = null;
      return reader;
    } catch (NoSuchFileException e) {
      throw new SlotwiseFileException(file + " (the " + kind + ") does not exist", e);
    } catch (IOException e) {
      throw new SlotwiseFileException(
          "cannot read " + file + ": " + SlotwiseFileWriter.reason(e), e);
    } finally {
      closeQuietly(channel);
    }
  }

  /**
   * Opens a file as {@link #open(Path, FileKind)} does and checks that it belongs to a plan.
   *
   * @throws SlotwiseFileException also if it was made for another plan
   */
  public static SlotwiseFileReader open(Path file, FileKind kind, Fingerprint plan) {
    SlotwiseFileReader reader = open(file, kind);
    if (!reader.header.fingerprint().equals(plan)) {
      reader.close();
      throw new SlotwiseFileException(
          "%s (the %s) was made for plan %s, not for plan %s: use files of one plan together"
              .formatted(file, kind, reader.header.fingerprint(), plan));
    }
    return reader;
  }

  /** What the header says. */
  public FileHeader header() {
    return header;
  }

  /** The file read, for messages. */
  public Path file() {
    return file;
  }

  /** The payload from its beginning; one stream at a time. */
  public InputStream payload() {
    try {
      channel.position(FileHeader.BYTES);
    } catch (IOException e) {
      throw new SlotwiseFileException("cannot read " + file + ": " + e.getMessage(), e);
    }
    return new BufferedInputStream(
        new BoundedInputStream(Channels.newInputStream(channel), header.payloadBytes()),
        BUFFER_BYTES);
  }

  /** The file being read, for mapping parts of it. */
  public FileChannel channel() {
    return channel;
  }

  /** Releases the file. */
  @Override
  public void close() {
    closeQuietly(channel);
  }

  private void require(FileKind kind) throws IOException {
    if (header.kind() != kind) {
      throw new SlotwiseFileException(
          file + " holds " + article(header.kind()) + ", not " + article(kind));
    }
    long actual = channel.size() - FileHeader.BYTES;
    if (actual != header.payloadBytes()) {
      throw new SlotwiseFileException(
          "%s is %s: %d bytes of payload where its header says %d"
              .formatted(
                  file,
                  actual < header.payloadBytes() ? "truncated" : "corrupt",
                  actual,
                  header.payloadBytes()));
    }
    if (checksum() != header.payloadChecksum()) {
      throw new SlotwiseFileException(file + " is corrupt: its payload fails the checksum");
    }
  }

  private int checksum() throws IOException {
    CRC32C checksum = new CRC32C();
    MappedChecksum.update(checksum, channel, FileHeader.BYTES, header.payloadBytes());
    return (int) checksum.getValue();
  }

  private static String article(FileKind kind) {
    String text = kind.toString();
    if (text.endsWith("s")) {
      return text;
    }
    return (text.startsWith("e") ? "an " : "a ") + text;
  }

  private static void closeQuietly(@org.jspecify.annotations.Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // Nothing was written through it.
      }
    }
  }
}
