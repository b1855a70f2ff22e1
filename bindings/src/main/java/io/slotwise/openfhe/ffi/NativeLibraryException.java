package io.slotwise.openfhe.ffi;

/** Thrown when the native library cannot be loaded; the message says what would help. */
public final class NativeLibraryException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NativeLibraryException(String message) {
    super(message);
  }

  NativeLibraryException(String message, Throwable cause) {
    super(message, cause);
  }
}
