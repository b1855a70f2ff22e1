package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.layout.ChannelPacking;

/**
 * What a channel-wise plan is asked for.
 *
 * @param packing how channels share ciphertexts
 * @param relativeError the largest score error, as a share of the score range; above 0
 * @param provenBounds whether nothing can overflow for any input in range (interval arithmetic); if
 *     not, values may be {@link #MARGIN} times as large as those seen on seeded random inputs,
 *     which proves nothing and needs fewer bits
 */
public record ChannelWiseOptions(
    ChannelPacking packing, double relativeError, boolean provenBounds) {
  /** How much larger values may be than those seen, where bounds are not proven. */
  public static final double MARGIN = 16;

  /**
   * Checks the error.
   *
   * @throws IllegalArgumentException if it is not above 0
   */
  public ChannelWiseOptions {
    if (!(relativeError > 0)) {
      throw new IllegalArgumentException("relative error " + relativeError + ": above 0");
    }
  }

  /** A packing with one percent of error and proven bounds. */
  public static ChannelWiseOptions of(ChannelPacking packing) {
    return new ChannelWiseOptions(packing, 0.01, true);
  }

  /** The same with another error; above 0. */
  public ChannelWiseOptions withRelativeError(double share) {
    return new ChannelWiseOptions(packing, share, provenBounds);
  }

  /** The same with bounds from seen values. */
  public ChannelWiseOptions withSampledBounds() {
    return new ChannelWiseOptions(packing, relativeError, false);
  }
}
