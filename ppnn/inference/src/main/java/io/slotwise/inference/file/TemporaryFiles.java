package io.slotwise.inference.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The files being written now, which a shutdown (Ctrl-C) removes. */
final class TemporaryFiles {
  private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(TemporaryFiles::removeAll, "slotwise-files"));
    } catch (IllegalStateException e) {
      // The process is ending already; whoever writes a file is about to be cancelled.
    }
  }

  private TemporaryFiles() {}

  static void add(Path file) {
    UNFINISHED.add(file);
  }

  static void finished(Path file) {
    UNFINISHED.remove(file);
  }

  static void remove(Path file) {
    UNFINISHED.remove(file);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It is only a leftover; the error that led here is the one to report.
    }
  }

  private static void removeAll() {
    UNFINISHED.forEach(TemporaryFiles::remove);
  }
}
