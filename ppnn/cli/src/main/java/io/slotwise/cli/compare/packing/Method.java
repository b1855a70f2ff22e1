package io.slotwise.cli.compare.packing;

import com.fasterxml.jackson.annotation.JsonValue;

/** A packing and what evaluates it. */
public enum Method {
  /** What the literature calls channel-wise. */
  ONE_CHANNEL("one-channel", "channel-wise, one channel per ciphertext"),
  /** As many channels in a ciphertext as fit: Lee et al., ICML 2022. */
  MULTIPLEXED("multiplexed", "channel-wise, multiplexed"),
  /** One OpenFHE call per homomorphic operation. */
  REFERENCE("reference", "element-wise, reference engine"),
  /** The fused engine. */
  BATCH("batch", "element-wise, batch engine");

  private final String key;
  private final String words;

  Method(String key, String words) {
    this.key = key;
    this.words = words;
  }

  /** What JSON calls it. */
  @JsonValue
  public String key() {
    return key;
  }

  /** What people read. */
  public String words() {
    return words;
  }

  /** Whether each image has ciphertexts of its own. */
  public boolean isChannelWise() {
    return this == ONE_CHANNEL || this == MULTIPLEXED;
  }
}
