package io.slotwise.openfhe;

import io.slotwise.openfhe.ffi.NativeLibrary;
import io.slotwise.openfhe.ffi.generated.slotwise_h;
import io.slotwise.openfhe.ffi.generated.sw_library_info;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * The OpenFHE that this process runs. The first call loads the native library and throws {@link
 * io.slotwise.openfhe.ffi.NativeLibraryException} where that fails, saying why. Thread-safe.
 */
public final class OpenFhe {
  private OpenFhe() {}

  /** Returns OpenFHE's version, such as {@code 1.4.2}. */
  public static String version() {
    return describe(info -> sw_library_info.openfhe_version(info).getString(0));
  }

  /** Returns the bits of OpenFHE's native integer: 64. */
  public static int nativeIntegerBits() {
    return describe(sw_library_info::native_integer_bits);
  }

  /**
   * Returns where the build found OpenFHE: {@code installed} or {@code sdk}, a colon, and which.
   */
  public static String source() {
    return describe(info -> sw_library_info.openfhe_origin(info).getString(0));
  }

  /** Returns whether OpenFHE was built with OpenMP. Calls run on one thread all the same. */
  public static boolean hasOpenMp() {
    return describe(sw_library_info::openmp) != 0;
  }

  /** Returns the version of the native library around OpenFHE, such as {@code 0.1.0}. */
  public static String nativeLibraryVersion() {
    return describe(info -> sw_library_info.version(info).getString(0));
  }

  /** Returns the file that the native library was loaded from. */
  public static Path libraryPath() {
    return NativeLibrary.load().path();
  }

  /** Loads the native library if it is not, and checks that it is the one of this Java code. */
  static void requireLoaded() {
    NativeLibrary.load();
    int expected = slotwise_h.SW_ABI_VERSION();
    int found = abiVersion();
    if (found != expected) {
      throw new IllegalStateException(
          "the native library %s has interface version %d, this Java code needs %d: build both from one source"
              .formatted(libraryPath(), found, expected));
    }
  }

  private static int abiVersion() {
    return describe(sw_library_info::abi_version);
  }

  private static <T> T describe(Function<MemorySegment, T> field) {
    NativeLibrary.load();
    try (NativeCall call = new NativeCall()) {
      MemorySegment info = sw_library_info.allocate(call.memory());
      call.check(slotwise_h.sw_library_describe(info, call.error()));
      return field.apply(info);
    }
  }
}
