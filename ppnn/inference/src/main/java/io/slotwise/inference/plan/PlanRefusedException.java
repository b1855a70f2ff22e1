package io.slotwise.inference.plan;

/** No plan meets the request; the message says what is needed, what is allowed and what helps. */
public final class PlanRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A refusal. */
  public PlanRefusedException(String message) {
    super(message);
  }
}
