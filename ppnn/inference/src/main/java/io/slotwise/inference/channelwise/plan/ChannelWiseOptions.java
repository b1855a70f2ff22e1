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
 * @param weightMemory bytes that encoded weights may take on the server, 0 or more: layers beyond
 *     it may be evaluated with less precision, which the predicted error counts
 */
public record ChannelWiseOptions(
    ChannelPacking packing, double relativeError, boolean provenBounds, long weightMemory) {
  /** How much larger values may be than those seen, where bounds are not proven. */
  public static final double MARGIN = 16;

  /** What encoded weights may take unless told otherwise, 4 GiB. */
  public static final long DEFAULT_WEIGHT_MEMORY = 4L << 30;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the error is not above 0 or the memory negative
   */
  public ChannelWiseOptions {
    if (!(relativeError > 0)) {
      throw new IllegalArgumentException("relative error " + relativeError + ": above 0");
    }
    if (weightMemory < 0) {
      throw new IllegalArgumentException("weight memory of " + weightMemory + " bytes: 0 or more");
    }
  }

  /** A packing with one percent of error, proven bounds, and memory for most models' weights. */
  public static ChannelWiseOptions of(ChannelPacking packing) {
    return new ChannelWiseOptions(packing, 0.01, true, DEFAULT_WEIGHT_MEMORY);
  }

  /** The same with another error; above 0. */
  public ChannelWiseOptions withRelativeError(double share) {
    return new ChannelWiseOptions(packing, share, provenBounds, weightMemory);
  }

  /** The same with bounds from seen values. */
  public ChannelWiseOptions withSampledBounds() {
    return new ChannelWiseOptions(packing, relativeError, false, weightMemory);
  }

  /** The same with other memory for weights, in bytes; 0 or more. */
  public ChannelWiseOptions withWeightMemory(long bytes) {
    return new ChannelWiseOptions(packing, relativeError, provenBounds, bytes);
  }
}
