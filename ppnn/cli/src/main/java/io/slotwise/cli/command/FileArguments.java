package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks of file arguments, made before any long work starts. */
final class FileArguments {
  private FileArguments() {}

  /**
   * Checks that a file can be read.
   *
   * @param option whose value it is, such as {@code --model}
   * @return the file
   */
  static Path readable(String option, Path file) {
    if (!Files.exists(file)) {
      throw new MisuseException("%s %s: no such file".formatted(option, file));
    }
    if (Files.isDirectory(file)) {
      throw new MisuseException("%s %s: is a folder; name a file".formatted(option, file));
    }
    if (!Files.isReadable(file)) {
      throw new MisuseException("%s %s: permission denied".formatted(option, file));
    }
    return file;
  }

  /** Checks that a folder exists; otherwise as {@link #readable}. */
  static Path folder(String option, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new MisuseException("%s %s: no such folder".formatted(option, folder));
    }
    return folder;
  }

  /** Checks that a file can be made or replaced. */
  static Path writable(String option, Path file) {
    if (Files.isDirectory(file)) {
      throw new MisuseException("%s %s: is a folder; name a file in it".formatted(option, file));
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // The finished file replaces what is there, which a device must not be.
      throw new MisuseException(
          "%s %s: is not a regular file; name one that may be replaced".formatted(option, file));
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new MisuseException(
          "%s %s: its folder does not exist; make it first".formatted(option, file));
    }
    if (!Files.isWritable(folder)) {
      throw new MisuseException(
          "%s %s: no permission to write to its folder".formatted(option, file));
    }
    return file;
  }

  /** Checks that a folder exists or can be made in one that does. */
  static Path writableFolder(String option, Path folder) {
    for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at)) {
        if (Files.isWritable(at)) {
          return folder;
        }
        throw new MisuseException(
            "%s %s: no permission to write to %s".formatted(option, folder, at));
      }
      if (Files.exists(at)) {
        throw new MisuseException("%s %s: %s is not a folder".formatted(option, folder, at));
      }
    }
    return folder;
  }

  /** Bytes of a file that was just written. */
  static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
