package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.layout.ChannelPacking;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;

/** INSECURE plans for tests: small rings, whatever the modulus. */
public final class InsecurePlans {
  private InsecurePlans() {}

  /** A plan for inputs in [-1, 1]. */
  public static ChannelWisePlan plan(Network network, ChannelPacking packing, int ringDimension) {
    return plan(network, ChannelWiseOptions.of(packing), ringDimension);
  }

  /** A plan for inputs in [-1, 1] and a server without memory for weights. */
  public static ChannelWisePlan planWithoutWeightMemory(
      Network network, ChannelPacking packing, int ringDimension) {
    ChannelWiseOptions options = ChannelWiseOptions.of(packing).withWeightMemory(0);
    return plan(network, options, ringDimension);
  }

  /** A plan for inputs in [-1, 1], with sampled bounds. */
  public static ChannelWisePlan plan(
      Network network, ChannelWiseOptions options, int ringDimension) {
    return ChannelWisePlanner.planInsecurely(
        network, new InputRange(-1, 1), options.withSampledBounds(), ringDimension);
  }
}
