package io.slotwise.training.precision;

import io.slotwise.model.Convolution;
import io.slotwise.model.Dense;
import io.slotwise.model.Layer;
import io.slotwise.model.Network;
import io.slotwise.model.Tensor;

/**
 * Rounds weights as an encrypted plan does: to small integers with one scale an output row. Biases
 * and polynomials stay, since plans carry them with full precision.
 */
final class QuantisedNetwork {
  private QuantisedNetwork() {}

  /**
   * Returns the same network with rounded weights.
   *
   * @param bits of a weight, sign included, at least 2
   */
  static Network of(Network network, int bits) {
    Network.Builder builder = Network.builder(network.inputShape());
    for (Network.Node node : network.nodes()) {
      int[] inputs = node.inputs().stream().mapToInt(Integer::intValue).toArray();
      builder.add(quantised(node.layer(), bits), inputs);
    }
    return builder.metadata(network.metadata()).preprocessing(network.preprocessing()).build();
  }

  private static Layer quantised(Layer layer, int bits) {
    return switch (layer) {
      case Convolution convolution ->
          new Convolution(
              convolution.name(),
              rounded(convolution.weights(), bits),
              convolution.bias(),
              convolution.window(),
              convolution.groups());
      case Dense dense -> new Dense(dense.name(), rounded(dense.weights(), bits), dense.bias());
      default -> layer;
    };
  }

  private static Tensor rounded(Tensor weights, int bits) {
    double[] values = weights.values().clone();
    int row = weights.shape().stride(0);
    double largest = (1 << (bits - 1)) - 1;
    for (int start = 0; start < values.length; start += row) {
      double size = 0;
      for (int i = start; i < start + row; i++) {
        size = Math.max(size, Math.abs(values[i]));
      }
      double unit = size > 0 ? size / largest : 1;
      for (int i = start; i < start + row; i++) {
        values[i] = Math.rint(values[i] / unit) * unit;
      }
    }
    return new Tensor(weights.shape(), values);
  }
}
