package io.slotwise.model;

/**
 * A model that is malformed or asks for something that Slotwise does not support. The message names
 * the file, node or layer at fault and, where there is one, what would fix it.
 */
public final class ModelException extends RuntimeException {
  /** Makes an exception with a message for the user. */
  public ModelException(String message) {
    super(message);
  }

  /** Makes an exception with a message for the user and what it came from. */
  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
