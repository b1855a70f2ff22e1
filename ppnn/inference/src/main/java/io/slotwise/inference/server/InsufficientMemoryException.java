package io.slotwise.inference.server;

/** A plan that this machine has too little memory for; the message has both numbers. */
public final class InsufficientMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InsufficientMemoryException(String message) {
    super(message);
  }
}
