package io.slotwise.training.network;

/** One layer of a {@link NetworkDefinition}, as a paper's figure would name it. */
public sealed interface LayerDefinition {

  /**
   * A layer that moves square kernels over an image: {@code padding} zeros above and to the left of
   * it, below and to the right as many as the last output needs, and never more than above.
   */
  sealed interface KernelLayer extends LayerDefinition {
    /** Returns the height and width of the kernels. */
    int kernel();

    /** Returns the step between neighbouring outputs, in both directions. */
    int stride();

    /** Returns the number of zeros put above and to the left of the image. */
    int padding();

    /**
     * Returns the number of outputs along a side.
     *
     * @param inputSize length of the image's side, unpadded
     * @return the number of places where a kernel fits, starting from the padded corner
     */
    default int outputSize(int inputSize) {
      return (inputSize + 2 * padding() - kernel()) / stride() + 1;
    }

    /**
     * Returns how many zeros below (or to the right of) the image the last output reads.
     *
     * @param inputSize length of the image's side, unpadded
     * @return between 0 and {@code padding}
     */
    default int paddingAtEnd(int inputSize) {
      int reach = (outputSize(inputSize) - 1) * stride() + kernel();
      return Math.max(0, reach - padding() - inputSize);
    }
  }

  /**
   * A convolution, each output channel of which reads all input channels.
   *
   * @param maps number of output channels
   * @param kernel height and width of the kernels
   * @param stride step between neighbouring outputs, in both directions
   * @param padding zeros put above and to the left of the image
   */
  record Convolution(int maps, int kernel, int stride, int padding) implements KernelLayer {}

  /**
   * A depthwise convolution, each output channel of which reads one input channel. With a {@link
   * Convolution} of kernel 1 after it, it does much of what a whole convolution does for a fraction
   * of the multiply-adds.
   *
   * @param multiplier number of output channels that an input channel is made into; they are
   *     neighbours
   * @param kernel height and width of the kernels
   * @param stride step between neighbouring outputs, in both directions
   * @param padding zeros put above and to the left of the image
   */
  record DepthwiseConvolution(int multiplier, int kernel, int stride, int padding)
      implements KernelLayer {}

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
