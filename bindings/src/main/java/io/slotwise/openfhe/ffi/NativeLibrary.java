package io.slotwise.openfhe.ffi;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The native library in this process. It comes out of this jar's resources, is copied to a folder
 * of the user's and stays loaded until the process ends. Thread-safe.
 */
public final class NativeLibrary {
  private static @Nullable NativeLibrary loaded;

  private final Path path;
  private final SymbolLookup symbols;

  private NativeLibrary(Path path, SymbolLookup symbols) {
    this.path = path;
    this.symbols = symbols;
  }

  /** Returns the file that was loaded. */
  public Path path() {
    return path;
  }

  /** Returns where its functions are found. */
  public SymbolLookup symbols() {
    return symbols;
  }

  /**
   * Returns the library, loading it at the first call. After a failure the next call tries again.
   *
   * @throws NativeLibraryException if there is none for this platform, it cannot be copied or
   *     loaded, or this process denies native access; the message says what would help
   */
  public static synchronized NativeLibrary load() {
    if (loaded == null) {
      loaded = load(LibraryFiles.ofPlatform(Platform.current()), CacheFolders.candidates());
    }
    return loaded;
  }

  /** Copies the files to the first folder that takes them and from which they load. */
  static NativeLibrary load(LibraryFiles files, List<Path> folders) {
    List<Exception> failures = new ArrayList<>();
    for (Path folder : folders) {
      try {
        return open(files.extractTo(folder));
      } catch (IOException | IllegalArgumentException e) {
        failures.add(e);
      }
    }
    String reasons = failures.stream().map(Exception::toString).collect(joining("; "));
    NativeLibraryException failure =
        new NativeLibraryException(
            "the native library can be copied to and loaded from none of %s: %s; XDG_CACHE_HOME may name another folder"
                .formatted(folders, reasons));
    failures.forEach(failure::addSuppressed);
    throw failure;
  }

  @SuppressWarnings("restricted") // Loading native code is what this class is for.
  private static NativeLibrary open(Path library) {
    try {
      return new NativeLibrary(library, SymbolLookup.libraryLookup(library, Arena.global()));
    } catch (IllegalCallerException e) {
      throw nativeAccessDenied(NativeLibrary.class.getModule(), e);
    }
  }

  static NativeLibraryException nativeAccessDenied(Module module, Throwable cause) {
    String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
    return new NativeLibraryException(
        "this Java process denies native access; start it with --enable-native-access=" + name,
        cause);
  }
}
