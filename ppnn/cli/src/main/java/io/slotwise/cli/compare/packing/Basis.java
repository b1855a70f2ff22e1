package io.slotwise.cli.compare.packing;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where the times of a cell come from. */
public enum Basis {
  /** This very batch was encrypted, evaluated and decrypted. */
  MEASURED("measured"),
  /** Times of some images, times as many images: each image has ciphertexts of its own. */
  PER_IMAGE("per image"),
  /** Times of another batch in the same parameters: a group of ciphertexts takes as long. */
  PER_GROUP("per group of ciphertexts"),
  /** Counts of operations, each times the measured time of such an operation. */
  OPERATION_COUNTS("operation counts");

  private final String words;

  Basis(String words) {
    this.words = words;
  }

  /** What JSON and people call it. */
  @JsonValue
  public String words() {
    return words;
  }

  /** Whether this batch was not run. */
  public boolean isExtrapolated() {
    return this != MEASURED;
  }
}
