package io.slotwise.inference.channelwise.layout;

/** How the channels of an image share ciphertexts. Each ciphertext holds parts of one image. */
public enum ChannelPacking {
  /** One channel per ciphertext. */
  ONE_CHANNEL("one channel per ciphertext"),
  /**
   * As many channels per ciphertext as fit, also in the gaps that strides leave between pixels
   * (multiplexed packing).
   */
  MULTIPLEXED("multiplexed");

  private final String description;

  ChannelPacking(String description) {
    this.description = description;
  }

  /** What a user calls it, such as "multiplexed". */
  @Override
  public String toString() {
    return description;
  }
}
