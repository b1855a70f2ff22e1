package io.slotwise.training.network;

/** One layer of a {@link NetworkDefinition}, as a paper's figure would name it. */
public sealed interface LayerDefinition {

  /**
   * A convolution with square kernels.
   *
   * @param maps number of output channels
   * @param kernel height and width of the kernels
   * @param stride step between neighbouring outputs, in both directions
   * @param padding zeros put above and to the left of the image; below and to the right as many of
   *     them as the last output needs, and never more than this
   */
  record Convolution(int maps, int kernel, int stride, int padding) implements LayerDefinition {
    /**
     * Returns the number of outputs along a side.
     *
     * @param inputSize length of the image's side, unpadded
     * @return the number of places where a kernel fits, starting from the padded corner
     */
    public int outputSize(int inputSize) {
      return (inputSize + 2 * padding - kernel) / stride + 1;
    }

    /**
     * Returns how many zeros below (or to the right of) the image the last output reads.
     *
     * @param inputSize length of the image's side, unpadded
     * @return between 0 and {@code padding}
     */
    public int paddingAtEnd(int inputSize) {
      int reach = (outputSize(inputSize) - 1) * stride + kernel;
      return Math.max(0, reach - padding - inputSize);
    }
  }

  /**
   * A fully connected layer; the image before it is flattened channel by channel, row by row.
   *
   * @param units number of outputs
   */
  record Dense(int units) implements LayerDefinition {}

  /**
   * Batch normalisation of the convolution or dense layer right before it, per channel or per unit;
   * folded into that layer's weights on export.
   */
  record BatchNormalisation() implements LayerDefinition {}

  /** The place of an activation; which one is the training's choice ({@link Activation}). */
  record ActivationSlot() implements LayerDefinition {}
}
