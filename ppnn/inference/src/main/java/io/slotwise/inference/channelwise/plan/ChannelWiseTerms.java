package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.layout.ChannelPacking;
import io.slotwise.inference.channelwise.layout.SlotLayout;
import io.slotwise.model.Shape;
import java.util.List;
import java.util.Map;

/**
 * What both halves of a channel-wise plan say. No weights.
 *
 * @param packing how channels share ciphertexts
 * @param parameters CKKS parameters
 * @param moduli the primes of a fresh ciphertext, first limb first; whoever makes a context checks
 *     that it has the same
 * @param inputShape the shape of one image
 * @param preprocessing the model's preprocessing metadata
 * @param inputLow the smallest value of an input, after preprocessing
 * @param inputHigh the largest value of an input
 * @param input where the elements of an image lie
 */
public record ChannelWiseTerms(
    ChannelPacking packing,
    RingParameters parameters,
    List<Long> moduli,
    Shape inputShape,
    Map<String, String> preprocessing,
    double inputLow,
    double inputHigh,
    SlotLayout input) {
  /**
   * Copies the collections and checks that they fit together.
   *
   * @throws IllegalArgumentException if they do not
   */
  public ChannelWiseTerms {
    moduli = List.copyOf(moduli);
    preprocessing = Map.copyOf(preprocessing);
    require(moduli.size() == parameters.limbs(), "moduli");
    require(input.elements() == inputShape.size(), "input layout");
    require(input.period() <= parameters.slots(), "input layout");
    require(Double.isFinite(inputLow) && Double.isFinite(inputHigh), "input range");
    require(inputLow <= inputHigh, "input range");
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException("a channel-wise plan with an invalid " + what);
    }
  }
}
