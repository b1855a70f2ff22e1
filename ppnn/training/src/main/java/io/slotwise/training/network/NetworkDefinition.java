package io.slotwise.training.network;

import io.slotwise.model.Shape;
import io.slotwise.training.choice.Choice;
import io.slotwise.training.network.LayerDefinition.ActivationSlot;
import io.slotwise.training.network.LayerDefinition.BatchNormalisation;
import io.slotwise.training.network.LayerDefinition.Convolution;
import io.slotwise.training.network.LayerDefinition.Dense;
import java.util.List;

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
   * needed.
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

  /** Copies and checks the layers. */
  public NetworkDefinition {
    layers = List.copyOf(layers);
    if (layers.isEmpty() || !(layers.getLast() instanceof Dense)) {
      throw new IllegalArgumentException("the last layer of %s must be dense".formatted(id));
    }
    for (int i = 0; i < layers.size(); i++) {
      boolean follows =
          i > 0 && (layers.get(i - 1) instanceof Convolution || layers.get(i - 1) instanceof Dense);
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
    return Choice.named(List.of(CRYPTONETS), "network", name);
  }

  /** Returns the number of scores, one a class: the units of the last dense layer. */
  public int classes() {
    return ((Dense) layers.getLast()).units();
  }
}
