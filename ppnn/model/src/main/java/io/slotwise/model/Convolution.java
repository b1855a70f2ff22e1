package io.slotwise.model;

import java.util.List;

/**
 * A 2-D convolution (cross-correlation, as in ONNX) with zero padding.
 *
 * @param name see {@link Layer#name()}
 * @param weights shape (output channels, input channels / groups, kernel height, kernel width)
 * @param bias one number per output channel
 * @param window kernel, strides, dilations and pads
 * @param groups 1 for an ordinary convolution, the number of input channels for a depthwise one
 */
public record Convolution(String name, Tensor weights, double[] bias, Window window, int groups)
    implements Layer {
  /**
   * Checks shapes and numbers.
   *
   * @throws ModelException if they do not fit together or a number is not finite
   */
  public Convolution {
    Shape shape = weights.shape();
    Checks.require(shape.rank() == 4, name, "weights must have 4 dimensions, not " + shape);
    Checks.require(
        shape.get(2) == window.kernelHeight() && shape.get(3) == window.kernelWidth(),
        name,
        "the weights' shape " + shape + " does not fit the kernel");
    Checks.require(
        groups >= 1 && shape.get(0) % groups == 0,
        name,
        groups + " groups do not divide " + shape.get(0) + " output channels");
    Checks.require(
        bias.length == shape.get(0),
        name,
        "has " + bias.length + " biases for " + shape.get(0) + " output channels");
    Checks.finite(name, "weights", weights.values());
    Checks.finite(name, "bias", bias);
  }

  /** The number of output channels. */
  public int outputChannels() {
    return weights.shape().get(0);
  }

  /** The number of input channels that one output channel reads. */
  public int groupChannels() {
    return weights.shape().get(1);
  }

  /** One weight: {@code channel} counts within the group. */
  public double weight(int outputChannel, int channel, int kernelRow, int kernelColumn) {
    Shape shape = weights.shape();
    int index =
        ((outputChannel * shape.get(1) + channel) * shape.get(2) + kernelRow) * shape.get(3)
            + kernelColumn;
    return weights.values()[index];
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Checks.imageInput(name, inputs);
    Checks.require(
        input.get(0) == groupChannels() * groups,
        name,
        "takes " + groupChannels() * groups + " channels, not " + input.get(0));
    int height = window.outputHeight(input.get(1), false);
    int width = window.outputWidth(input.get(2), false);
    Checks.require(
        height >= 1 && width >= 1, name, "the kernel is larger than the padded image " + input);
    return Shape.of(outputChannels(), height, width);
  }
}
