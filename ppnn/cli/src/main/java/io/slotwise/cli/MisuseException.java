package io.slotwise.cli;

/**
 * The command was asked for something that cannot be done as asked. The message names what is at
 * fault and what would fix it; the process ends with exit code 2.
 */
public final class MisuseException extends RuntimeException {
  /** Makes an exception with a message for the user. */
  public MisuseException(String message) {
    super(message);
  }
}
