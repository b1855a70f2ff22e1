package io.slotwise.model.lowering;

import io.slotwise.model.Network;
import io.slotwise.model.program.Program;

/**
 * Lowers networks to programs for element-wise packing.
 *
 * <p>Blocks come from what each layer is, never from zeros among its weights: a convolution is one
 * dense block per position (per channel too if it is depthwise), all of which share one array of
 * weights. Reshaping, concatenation and zero padding cost nothing. Batch normalisation and other
 * scalings go into a neighbouring linear map, or into a polynomial where that would give each
 * position weights of its own. Adjacent linear maps become one where that lowers the number of
 * multiply-adds: a 3x3 average pooling of stride 1 and the dense layer after it, but not a 2x2
 * pooling and the 3x3 convolution after it.
 */
public final class Lowering {
  private Lowering() {}

  /** The program that computes the same scores as the network, up to rounding. */
  public static Program lower(Network network) {
    return Fusion.fuse(LayerLowering.lower(network));
  }

  /** The program before layers are composed, one operation a layer. */
  static Program lowerPlainly(Network network) {
    return LayerLowering.lower(network);
  }
}
