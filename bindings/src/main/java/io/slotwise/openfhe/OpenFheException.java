package io.slotwise.openfhe;

/** Thrown when OpenFHE, or the native library around it, cannot do what was asked of it. */
public final class OpenFheException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it was. */
  public enum Reason {
    /** A relinearization or rotation key is needed that this process does not hold. */
    MISSING_KEY,
    /** Data to deserialize are truncated, corrupt or of another kind. */
    CORRUPT_DATA,
    /**
     * The decrypted values are noise: an overflow of the modulus, a forgotten rescale, or a wrong
     * noise scale degree.
     */
    PRECISION_LOST,
    /** Native memory ran out. */
    OUT_OF_MEMORY,
    /** OpenFHE refused; the message is OpenFHE's own. */
    REFUSED,
    /** A fault of the native library. */
    INTERNAL
  }

  private final Reason reason;

  OpenFheException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns what kind of failure it was. */
  public Reason reason() {
    return reason;
  }
}
