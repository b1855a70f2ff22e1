package io.slotwise.openfhe.ffi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The native library and the libraries that it needs, as bytes by file name. Once it is loaded, it
 * finds the others beside it.
 */
final class LibraryFiles {
  /**
   * Tells the file names: of the library to load in its property "library", of all, separated by
   * commas, in "libraries".
   */
  private static final String INDEX = "slotwise-native.properties";

  private final String library;
  private final SortedMap<String, byte[]> files;

  /** Takes files by name, and the name of the one to load. */
  LibraryFiles(String library, Map<String, byte[]> files) {
    if (!files.containsKey(library)) {
      throw new IllegalArgumentException(library + " is not among " + files.keySet());
    }
    this.library = library;
    this.files = new TreeMap<>(files);
  }

  /** Reads the resources for a platform. */
  static LibraryFiles ofPlatform(Platform platform) {
    String folder = platform.resourceFolder();
    Properties index = new Properties();
    try (InputStream stream = LibraryFiles.class.getResourceAsStream(folder + INDEX)) {
      if (stream == null) {
        throw new NativeLibraryException(
            "there is no native library for "
                + platform.name()
                + " in this build; linux-x86_64 is supported, see the README on building for"
                + " others");
      }
      index.load(stream);
      Map<String, byte[]> files = new TreeMap<>();
      for (String name : index.getProperty("libraries").split(",", -1)) {
        files.put(name, read(folder + name));
      }
      return new LibraryFiles(index.getProperty("library"), files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(String resource) throws IOException {
    try (@Nullable InputStream stream = LibraryFiles.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new NativeLibraryException(
            "the resource " + resource + " is missing: rebuild the jar");
      }
      return stream.readAllBytes();
    }
  }

  /**
   * Makes the files exist in a folder below {@code parent} named by their SHA-256, and returns the
   * file to load. Several processes may do so at once; one that finds the files complete copies
   * nothing.
   *
   * @throws IOException if the folder cannot be made, or others may write to it
   */
  Path extractTo(Path parent) throws IOException {
    Path folder = parent.resolve(sha256());
    CacheFolders.createPrivate(folder);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path target = folder.resolve(file.getKey());
      if (!hasContent(target, file.getValue())) {
        replace(target, file.getValue());
      }
    }
    return folder.resolve(library);
  }

  /** Returns the digest of all names and contents, in hexadecimal. */
  String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (name, content) -> {
            digest.update((name + " " + content.length + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(content);
          });
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static boolean hasContent(Path file, byte[] content) throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) == content.length
        && Arrays.equals(Files.readAllBytes(file), content);
  }

  /** Writes beside the target and moves, so that no process ever sees half a file. */
  private static void replace(Path target, byte[] content) throws IOException {
    Path part = Files.createTempFile(target.getParent(), target.getFileName().toString(), ".part");
    try {
      Files.write(part, content);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
