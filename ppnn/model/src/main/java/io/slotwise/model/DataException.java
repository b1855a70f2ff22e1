package io.slotwise.model;

/**
 * Data that are malformed or do not fit the network. The message names the file or image at fault,
 * the limit and, where there is one, what would fix it.
 */
public final class DataException extends RuntimeException {
  /** Makes an exception with a message for the user. */
  public DataException(String message) {
    super(message);
  }

  /** Makes an exception with a message for the user and what it came from. */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
