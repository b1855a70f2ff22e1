package io.slotwise.model.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes files that are there whole or not at all: the content goes to a hidden file in the same
 * folder, which is then moved into place. Safe for use by several threads.
 */
public final class WholeFile {
  private WholeFile() {}

  /** What is to be written. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to {@code out}, which the caller closes. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** What is to be written, by something that opens files itself. */
  @FunctionalInterface
  public interface FileContent {
    /** Writes everything to {@code file}, which does not exist yet. */
    void writeTo(Path file) throws IOException;
  }

  /**
   * Writes a file, replacing one of that name. If writing fails, or the program is interrupted,
   * nothing new is left behind.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Path file, Content content) {
    writeFile(
        file,
        partial -> {
          OutputStream open = Files.newOutputStream(partial, StandardOpenOption.CREATE_NEW);
          try (OutputStream out = new BufferedOutputStream(open, 1 << 16)) {
            content.writeTo(out);
          }
        });
  }

  /**
   * The same for content that writes to a path.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void writeFile(Path file, FileContent content) {
    Path target = file.toAbsolutePath();
    Path partial =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".partial");
    try {
      try {
        partial.toFile().deleteOnExit();
        content.writeTo(partial);
        moveInto(partial, target);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e, e);
    } catch (UncheckedIOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getCause(), e.getCause());
    }
  }

  private static void moveInto(Path partial, Path target) throws IOException {
    try {
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
