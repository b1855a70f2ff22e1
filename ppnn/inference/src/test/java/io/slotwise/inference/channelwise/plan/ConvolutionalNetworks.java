package io.slotwise.inference.channelwise.plan;

import io.slotwise.model.AveragePooling;
import io.slotwise.model.BatchNormalization;
import io.slotwise.model.Convolution;
import io.slotwise.model.Dense;
import io.slotwise.model.Network;
import io.slotwise.model.PolynomialActivation;
import io.slotwise.model.Reshape;
import io.slotwise.model.Shape;
import io.slotwise.model.Tensor;
import io.slotwise.model.Window;
import java.util.Arrays;
import java.util.Random;

/**
 * Random networks of convolutions: odd sizes, strides of 1 to 3, pads, 1 to 64 channels, groups,
 * pooling, activations with coefficients for all, each channel or each element. The same seed gives
 * the same networks.
 */
public final class ConvolutionalNetworks {
  private final Random random;
  private final StringBuilder description;
  private Granularity granularity = Granularity.ANY;
  private Network.Builder builder = Network.builder(Shape.of(1));

  /** What shares the coefficients of an activation. */
  private enum Granularity {
    ANY,
    LAYER,
    ELEMENT
  }

  /** Networks of a seed. */
  public ConvolutionalNetworks(long seed) {
    random = new Random(seed);
    description = new StringBuilder("seed " + seed);
  }

  /** Gives all elements of an activation one polynomial. */
  public ConvolutionalNetworks withLayerWiseActivations() {
    granularity = Granularity.LAYER;
    return this;
  }

  /** Gives each element of an activation a polynomial of its own. */
  public ConvolutionalNetworks withElementWiseActivations() {
    granularity = Granularity.ELEMENT;
    return this;
  }

  /** What the last network is made of. */
  public String description() {
    return description.toString();
  }

  /** One to three convolutions, each with an activation, and a dense layer. */
  public Network network() {
    Shape input = Shape.of(pick(1, 1, 2, 3, 5), 5 + random.nextInt(14), 5 + random.nextInt(14));
    start(input);
    int layers = 1 + random.nextInt(3);
    for (int l = 0; l < layers; l++) {
      convolution(pick(1, 2, 3, 4, 6, 8, 13), 1 + random.nextInt(3));
      if (random.nextInt(4) == 0) {
        normalization();
      }
      if (random.nextInt(4) == 0) {
        pooling();
      }
      activation();
    }
    dense(2 + random.nextInt(9));
    return builder.build();
  }

  /** One convolution of so many channels, an activation and two dense layers. */
  public Network network(int channels, int height, int width, int outputs, int stride) {
    start(Shape.of(channels, height, width));
    convolution(outputs, stride);
    activation();
    dense(20);
    activation();
    dense(3);
    return builder.build();
  }

  /** Two convolutions of so many channels, each with an activation, and a dense layer. */
  public Network twoConvolutions(int channels, int height, int width, int first, int second) {
    start(Shape.of(channels, height, width));
    convolution(first, 1);
    activation();
    convolution(second, 2);
    activation();
    dense(3);
    return builder.build();
  }

  /** Images for a network, in [-1, 1]. */
  public double[][] images(Network network, int count) {
    double[][] images = new double[count][];
    Arrays.setAll(images, _ -> numbers(network.inputShape().size(), 1));
    return images;
  }

  private void start(Shape input) {
    builder = Network.builder(input);
    description.append(" input ").append(input);
  }

  private Shape shape() {
    return builder.shape(builder.last());
  }

  private void convolution(int wanted, int stride) {
    Shape input = shape();
    int groups = wanted % input.get(0) == 0 && random.nextInt(3) == 0 ? input.get(0) : 1;
    int kernelHeight = Math.min(1 + random.nextInt(5), input.get(1));
    int kernelWidth = Math.min(1 + random.nextInt(5), input.get(2));
    Window window =
        Window.of(kernelHeight, kernelWidth, stride)
            .withPads(
                random.nextInt(kernelHeight),
                random.nextInt(kernelWidth),
                random.nextInt(kernelHeight),
                random.nextInt(kernelWidth));
    int taps = input.get(0) / groups * kernelHeight * kernelWidth;
    Tensor weights =
        Tensor.of(
            numbers(wanted * taps, 1.5 / Math.sqrt(taps)),
            wanted,
            input.get(0) / groups,
            kernelHeight,
            kernelWidth);
    description.append(" conv ").append(wanted).append(" groups ").append(groups);
    description.append(' ').append(window);
    builder.then(new Convolution("conv", weights, numbers(wanted, 0.5), window, groups));
  }

  private void normalization() {
    int channels = shape().get(0);
    builder.then(
        new BatchNormalization("normalization", numbers(channels, 1), numbers(channels, 1)));
  }

  private void pooling() {
    if (shape().get(1) >= 2 && shape().get(2) >= 2) {
      description.append(" pool");
      builder.then(
          new AveragePooling("pool", Window.of(2, 2, 1 + random.nextInt(2)), false, false));
    }
  }

  private void activation() {
    Shape shape = shape();
    int repeat =
        switch (granularity) {
          case ANY -> pick(shape.size(), shape.stride(0), 1);
          case LAYER -> shape.size();
          case ELEMENT -> 1;
        };
    int degree = pick(2, 2, 2, 3);
    double[] coefficients = new double[(degree + 1) * shape.size()];
    double own = 0;
    for (int i = 0; i < coefficients.length; i++) {
      if (i % repeat == 0) {
        own = random.nextDouble(-0.6, 0.6);
      }
      coefficients[i] = own;
    }
    description.append(" activation of degree ").append(degree).append(" every ").append(repeat);
    builder.then(
        new PolynomialActivation(
            "activation", new Tensor(shape.prepend(degree + 1), coefficients)));
  }

  private void dense(int outputs) {
    int inputs = shape().size();
    builder.then(new Reshape("flatten", Shape.of(inputs)));
    Tensor weights = Tensor.of(numbers(outputs * inputs, 1.5 / Math.sqrt(inputs)), outputs, inputs);
    builder.then(new Dense("dense", weights, numbers(outputs, 0.5)));
  }

  private int pick(int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private double[] numbers(int count, double scale) {
    return random.doubles(count, -scale, scale).toArray();
  }
}
