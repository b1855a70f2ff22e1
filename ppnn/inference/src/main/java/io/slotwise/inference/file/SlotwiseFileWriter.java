package io.slotwise.inference.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Writes one file: the payload goes through {@link #payload()} into a temporary file beside the
 * target, {@link #commit()} completes the header and moves it into place. Closing without commit,
 * or ending the process, removes the temporary file and leaves the target as it was. Secret kinds
 * are readable by their owner alone from the start.
 *
 * <pre>{@code
 * try (var writer = SlotwiseFileWriter.create(path, FileKind.BATCH, fingerprint, openFheVersion)) {
 *   writeTo(writer.payload());
 *   writer.commit();
 * }
 * }</pre>
 *
 * <p>Not safe for use by several threads.
 */
public final class SlotwiseFileWriter implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 18;

  private final Path target;
  private final Path temporary;
  private final FileKind kind;
  private final Fingerprint fingerprint;
  private final String openFheVersion;
  private final FileChannel channel;
  private final CRC32C checksum = new CRC32C();
  private final OutputStream payload = new BufferedOutputStream(new Payload(), BUFFER_BYTES);
  private long payloadBytes;
  private long reservedBytes;
  private boolean open = true;

  private SlotwiseFileWriter(
      Path target, FileKind kind, Fingerprint fingerprint, String openFheVersion)
      throws IOException {
    this.target = target;
    this.kind = kind;
    this.fingerprint = fingerprint;
    this.openFheVersion = openFheVersion;
    temporary =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    TemporaryFiles.add(temporary);
    try {
      channel = FileChannel.open(temporary, OPTIONS, permissions(kind, target));
      write(header());
    } catch (IOException e) {
      TemporaryFiles.remove(temporary);
      throw e;
    }
  }

  private static final Set<OpenOption> OPTIONS =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

  /**
   * Starts a file.
   *
   * @param target where it will be after {@link #commit()}; replaced if it exists
   * @param kind what it will hold
   * @param fingerprint the plan that it belongs to
   * @param openFheVersion the OpenFHE whose objects it will hold, or empty; at most 24 characters
   * @throws UncheckedIOException if no file can be written there
   */
  public static SlotwiseFileWriter create(
      Path target, FileKind kind, Fingerprint fingerprint, String openFheVersion) {
    Path absolute = target.toAbsolutePath();
    if (Files.isDirectory(absolute)) {
      throw new SlotwiseFileException("cannot write " + target + ": it is a folder");
    }
    try {
      return new SlotwiseFileWriter(absolute, kind, fingerprint, openFheVersion);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write the " + kind + " " + target + ": " + reason(e), e);
    }
  }

  /** Where the payload goes; closing it changes nothing. */
  public OutputStream payload() {
    return payload;
  }

  /**
   * Makes room at the end of the payload for bytes that come by other ways than {@link #payload()},
   * which takes no more: through {@link #channel()}, before {@link #commit()}.
   *
   * @return where in the file the room begins
   * @throws IOException if the file cannot grow
   */
  public long reserve(long bytes) throws IOException {
    payload.flush();
    long start = FileHeader.BYTES + payloadBytes;
    channel.write(ByteBuffer.allocate(1), start + bytes - 1);
    reservedBytes = bytes;
    return start;
  }

  /** The file being written, for what {@link #reserve} made room for. */
  public FileChannel channel() {
    return channel;
  }

  /**
   * Completes the header, forces the file to the disk and moves it to its place.
   *
   * @throws UncheckedIOException if that fails; the target is then as it was
   * @throws IllegalStateException if already committed or closed
   */
  public void commit() {
    if (!open) {
      throw new IllegalStateException("the writer of " + target + " is closed");
    }
    try {
      payload.flush();
      includeReserved();
      channel.position(0);
      write(header());
      channel.force(true);
      channel.close();
      move();
      TemporaryFiles.finished(temporary);
      open = false;
    } catch (IOException e) {
      close();
      throw new UncheckedIOException("cannot write " + target + ": " + reason(e), e);
    }
  }

  /** Removes the temporary file unless {@link #commit()} succeeded. */
  @Override
  public void close() {
    if (!open) {
      return;
    }
    open = false;
    try {
      channel.close();
    } catch (IOException e) {
      // The file is removed all the same.
    }
    TemporaryFiles.remove(temporary);
  }

  private void includeReserved() throws IOException {
    MappedChecksum.update(checksum, channel, FileHeader.BYTES + payloadBytes, reservedBytes);
    payloadBytes += reservedBytes;
    reservedBytes = 0;
  }

  private void move() throws IOException {
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private ByteBuffer header() {
    return new FileHeader(
            kind,
            fingerprint,
            SlotwiseVersion.current(),
            openFheVersion,
            payloadBytes,
            (int) checksum.getValue())
        .encode();
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static FileAttribute<?>[] permissions(FileKind kind, Path target) {
    boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (!kind.secret() || !posix) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };
  }

  /** A file system exception's own message is only a path. */
  static String reason(IOException e) {
    if (e instanceof java.nio.file.NoSuchFileException) {
      return "the folder does not exist";
    }
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return String.valueOf(e.getMessage());
  }

  private final class Payload extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      SlotwiseFileWriter.this.write(ByteBuffer.wrap(bytes, offset, length));
      checksum.update(bytes, offset, length);
      payloadBytes += length;
    }
  }
}
