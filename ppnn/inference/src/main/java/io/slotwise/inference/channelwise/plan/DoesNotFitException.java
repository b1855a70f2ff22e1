package io.slotwise.inference.channelwise.plan;

/** A network does not fit the slots of a ring dimension. */
final class DoesNotFitException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DoesNotFitException(String message) {
    super(message);
  }
}
