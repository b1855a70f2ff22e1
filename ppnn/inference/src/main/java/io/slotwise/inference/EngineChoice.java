package io.slotwise.inference;

/** Which engine a plan is made for. */
public enum EngineChoice {
  /** The batch engine, or the reference engine for networks that are beyond it. */
  AUTOMATIC,
  /** The batch engine alone. */
  BATCH,
  /** The reference engine. */
  REFERENCE
}
