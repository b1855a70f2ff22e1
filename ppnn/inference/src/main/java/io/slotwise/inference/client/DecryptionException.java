package io.slotwise.inference.client;

/** A result decrypts to something that the plan rules out: it was not computed as planned. */
public final class DecryptionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error with what was found behind it. */
  public DecryptionException(String message, Throwable cause) {
    super(message, cause);
  }

  /** An error with nothing behind it. */
  public DecryptionException(String message) {
    super(message);
  }
}
