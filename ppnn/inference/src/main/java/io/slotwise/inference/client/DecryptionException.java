package io.slotwise.inference.client;

/** A result decrypts to something that the plan rules out: it was not computed as planned. */
public final class DecryptionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error with what was found behind it. */
  public DecryptionException(String message, Throwable cause) {
    super(message, cause);
  }

  /** An error about a score larger than the plan's bound. */
  public static DecryptionException beyondBound(int score, int image, double value, double bound) {
    return new DecryptionException(
        "score %d of image %d decrypts to %g, beyond the plan's bound of %g: the result is broken, or the plan was made from recorded ranges that the input goes beyond"
            .formatted(score, image, value, bound));
  }

  /** An error with nothing behind it. */
  public DecryptionException(String message) {
    super(message);
  }
}
