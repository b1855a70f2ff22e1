package io.slotwise.inference.file;

/** A file cannot be read or written, or is not what was asked for; the message names it. */
public final class SlotwiseFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error with nothing behind it. */
  public SlotwiseFileException(String message) {
    super(message);
  }

  /** An error caused by another. */
  public SlotwiseFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
