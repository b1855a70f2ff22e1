package io.slotwise.training.network;

import io.slotwise.model.Shape;
import io.slotwise.training.choice.Choice;
import io.slotwise.training.network.LayerDefinition.ActivationSlot;
import io.slotwise.training.network.LayerDefinition.BatchNormalisation;
import io.slotwise.training.network.LayerDefinition.Convolution;
import io.slotwise.training.network.LayerDefinition.Dense;
import io.slotwise.training.network.LayerDefinition.DepthwiseConvolution;
import io.slotwise.training.network.LayerDefinition.KernelLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network that can be trained. Immutable.
 *
 * @param id the name used on the command line and in the metadata of exported models
 * @param input shape of the images that it takes: (channels, height, width)
 * @param layers from input to scores; the last is dense, batch normalisation stands right after a
 *     convolution or dense layer
 */
public record NetworkDefinition(String id, Shape input, List<LayerDefinition> layers)
    implements Choice {
  /**
   * The network of the CryptoNets paper in the form that it is evaluated in, its neighbouring
   * linear layers composed. One row and one column of zeros above and to the left of the digit make
   * 13 x 13 outputs of its 28 x 28 pixels with a stride of 2; below and to the right none is
   * needed. 106,000 multiply-adds, 945 activations.
   */
  public static final NetworkDefinition CRYPTONETS =
      new NetworkDefinition(
          "cryptonets",
          Shape.of(1, 28, 28),
          List.of(
              new Convolution(5, 5, 2, 1), // 1x28x28 to 5x13x13
              new BatchNormalisation(),
              new ActivationSlot(),
              new Dense(100), // 845 to 100
              new BatchNormalisation(),
              new ActivationSlot(),
              new Dense(10)));

  /**
   * A deeper network for digits: twice as many levels of convolution, and many more maps, for the
   * last half per cent. 1.5 million multiply-adds, 9,500 activations in three layers.
   */
  public static final NetworkDefinition MNIST_DEEP =
      new NetworkDefinition(
          "mnist-deep",
          Shape.of(1, 28, 28),
          List.of(
              new Convolution(32, 5, 2, 2), // to 32x14x14
              new BatchNormalisation(),
              new ActivationSlot(),
              new Convolution(64, 3, 2, 1), // to 64x7x7
              new BatchNormalisation(),
              new ActivationSlot(),
              new Dense(128),
              new BatchNormalisation(),
              new ActivationSlot(),
              new Dense(10)));

  /**
   * For ablations: trained in minutes. It strides in every layer, so that an activation layer has
   * at most 6,144 elements. 1.4 million multiply-adds, 10,240 activations in three layers.
   */
  public static final NetworkDefinition CIFAR10_TINY =
      new NetworkDefinition(
          "cifar10-tiny",
          Shape.of(3, 32, 32),
          List.of(
              new Convolution(24, 4, 2, 1), // to 24x16x16
              new BatchNormalisation(),
              new ActivationSlot(),
              new Convolution(48, 3, 2, 1), // to 48x8x8
              new BatchNormalisation(),
              new ActivationSlot(),
              new Convolution(64, 3, 2, 1), // to 64x4x4
              new BatchNormalisation(),
              new ActivationSlot(),
              new Dense(10)));

  /**
   * For batch packing at a low price: as the tiny one with more maps. With element-wise packing a
   * convolution costs its multiply-adds however they are arranged, while each feature element is a
   * ciphertext in memory: a stride in every layer keeps those few, and the maps that it leaves room
   * for do the work. Three activations fit a small modulus. 10.7 million multiply-adds, 28,672
   * activations.
   */
  public static final NetworkDefinition CIFAR10_SMALL =
      new NetworkDefinition(
          "cifar10-small",
          Shape.of(3, 32, 32),
          List.of(
              new Convolution(64, 5, 2, 2), // to 64x16x16
              new BatchNormalisation(),
              new ActivationSlot(),
              new Convolution(128, 3, 2, 1), // to 128x8x8
              new BatchNormalisation(),
              new ActivationSlot(),
              new Convolution(256, 3, 2, 1), // to 256x4x4
              new BatchNormalisation(),
              new ActivationSlot(),
              new Dense(10)));

  /**
   * As the small one, with more of everything for the same multiply-adds: a depthwise convolution
   * and one of kernel 1, with nothing but a normalisation in between, stand for each convolution
   * between activations. Two kernels of 5 x 5 for each channel see more of the image than one of 3
   * x 3. 10.2 million multiply-adds, 45,056 activations.
   */
  public static final NetworkDefinition CIFAR10_SMALL_SEPARABLE =
      new NetworkDefinition(
          "cifar10-small-separable",
          Shape.of(3, 32, 32),
          List.of(
              new Convolution(64, 5, 2, 2), // to 64x16x16
              new BatchNormalisation(),
              new ActivationSlot(),
              new DepthwiseConvolution(2, 5, 2, 2), // to 128x8x8
              new BatchNormalisation(),
              new Convolution(256, 1, 1, 0),
              new BatchNormalisation(),
              new ActivationSlot(),
              new DepthwiseConvolution(2, 5, 2, 2), // to 512x4x4
              new BatchNormalisation(),
              new Convolution(768, 1, 1, 0),
              new BatchNormalisation(),
              new ActivationSlot(),
              new Dense(10)));

  /**
   * For accuracy: six activations. A thin first layer at full size sees what a stride would lose;
   * then two layers a size add depth without many elements. All elements of the last activation
   * feed the scores: averages of each map, which would take 16 times fewer weights, cost the tiny
   * network eight points. 68 million multiply-adds, 110,592 activations.
   */
  public static final NetworkDefinition CIFAR10_LARGE =
      new NetworkDefinition(
          "cifar10-large",
          Shape.of(3, 32, 32),
          List.of(
              new Convolution(32, 3, 1, 1), // to 32x32x32
              new BatchNormalisation(),
              new ActivationSlot(),
              new Convolution(96, 3, 2, 1), // to 96x16x16
              new BatchNormalisation(),
              new ActivationSlot(),
              new Convolution(96, 3, 1, 1),
              new BatchNormalisation(),
              new ActivationSlot(),
              new Convolution(192, 3, 2, 1), // to 192x8x8
              new BatchNormalisation(),
              new ActivationSlot(),
              new Convolution(192, 3, 1, 1),
              new BatchNormalisation(),
              new ActivationSlot(),
              new Convolution(256, 3, 2, 1), // to 256x4x4
              new BatchNormalisation(),
              new ActivationSlot(),
              new Dense(10)));

  /** For tables such as medical records; takes as many features and classes as the data have. */
  public static final NetworkDefinition TABLE =
      new NetworkDefinition(
          "table",
          Shape.of(1),
          List.of(
              new Dense(16),
              new BatchNormalisation(),
              new ActivationSlot(),
              new Dense(16),
              new BatchNormalisation(),
              new ActivationSlot(),
              new Dense(2)));

  /** All networks. */
  public static final List<NetworkDefinition> ALL =
      List.of(
          CRYPTONETS,
          MNIST_DEEP,
          CIFAR10_TINY,
          CIFAR10_SMALL,
          CIFAR10_SMALL_SEPARABLE,
          CIFAR10_LARGE,
          TABLE);

  /** Copies and checks the layers. */
  public NetworkDefinition {
    layers = List.copyOf(layers);
    if (layers.isEmpty() || !(layers.getLast() instanceof Dense)) {
      throw new IllegalArgumentException("the last layer of %s must be dense".formatted(id));
    }
    for (int i = 0; i < layers.size(); i++) {
      boolean follows =
          i > 0 && (layers.get(i - 1) instanceof KernelLayer || layers.get(i - 1) instanceof Dense);
      if (layers.get(i) instanceof BatchNormalisation && !follows) {
        throw new IllegalArgumentException(
            "layer %d of %s: batch normalisation must stand right after a convolution or dense layer"
                .formatted(i + 1, id));
      }
    }
  }

  /**
   * Finds a network by its command-line name.
   *
   * @param name such as {@code cryptonets}
   * @return the network
   * @throws IllegalArgumentException if there is none of that name; the message lists those there
   *     are
   */
  public static NetworkDefinition named(String name) {
    return Choice.named(ALL, "network", name);
  }

  /** Returns the number of scores, one a class: the units of the last dense layer. */
  public int classes() {
    return ((Dense) layers.getLast()).units();
  }

  /**
   * Returns the network for data of some shape: {@link #TABLE} with as many inputs and scores as
   * the data need, any other as it is.
   *
   * @param shape shape of one input
   * @param dataClasses number of classes, at least 2
   */
  public NetworkDefinition adaptedTo(Shape shape, int dataClasses) {
    if (!id.equals(TABLE.id) || shape.rank() != 1) {
      return this;
    }
    List<LayerDefinition> adapted = new ArrayList<>(layers.subList(0, layers.size() - 1));
    adapted.add(new Dense(dataClasses));
    return new NetworkDefinition(id, shape, adapted);
  }

  /** Returns the shape of each layer's output, in the order of {@link #layers}. */
  public List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    Shape shape = input;
    for (LayerDefinition layer : layers) {
      shape =
          switch (layer) {
            case Convolution convolution -> filtered(shape, convolution, convolution.maps());
            case DepthwiseConvolution depthwise ->
                filtered(shape, depthwise, shape.get(0) * depthwise.multiplier());
            case Dense dense -> Shape.of(dense.units());
            case BatchNormalisation _, ActivationSlot _ -> shape;
          };
      shapes.add(shape);
    }
    return shapes;
  }

  private static Shape filtered(Shape before, KernelLayer layer, int channels) {
    return Shape.of(channels, layer.outputSize(before.get(1)), layer.outputSize(before.get(2)));
  }

  /** Returns the multiply-adds of one input's convolutions and dense layers, padding included. */
  public long multiplyAdds() {
    long sum = 0;
    Shape before = input;
    for (int i = 0; i < layers.size(); i++) {
      Shape after = shapes().get(i);
      sum +=
          switch (layers.get(i)) {
            case Convolution convolution ->
                (long) after.size() * before.get(0) * convolution.kernel() * convolution.kernel();
            case DepthwiseConvolution depthwise ->
                (long) after.size() * depthwise.kernel() * depthwise.kernel();
            case Dense dense -> (long) dense.units() * before.size();
            case BatchNormalisation _, ActivationSlot _ -> 0;
          };
      before = after;
    }
    return sum;
  }

  /** Returns the shape of each activation, in order. */
  public List<Shape> activationShapes() {
    return IntStream.range(0, layers.size())
        .filter(i -> layers.get(i) instanceof ActivationSlot)
        .mapToObj(shapes()::get)
        .toList();
  }
}
