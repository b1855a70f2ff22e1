package io.slotwise.training.export;

import ai.djl.nn.Block;
import io.slotwise.training.network.TrainableNetwork;
import io.slotwise.training.network.TrainableNetwork.Stage;
import io.slotwise.training.network.Values;
import java.util.Objects;

/**
 * The weights and biases of a convolution or dense layer, copied out of PyTorch's memory.
 *
 * @param weights output by output
 * @param bias one an output
 */
record WeightedLayer(double[] weights, double[] bias) {

  /** Copies a convolution's or dense layer's parameters, its batch normalisation folded in. */
  static WeightedLayer of(Stage stage, int outputs) {
    Block block = Objects.requireNonNull(stage.block());
    double[] bias =
        block.getDirectParameters().contains("bias") ? values(block, "bias") : new double[outputs];
    WeightedLayer layer = new WeightedLayer(values(block, "weight"), bias);
    Block normalisation = stage.normalisation();
    return normalisation == null ? layer : layer.normalisedBy(normalisation);
  }

  /**
   * Returns one layer that does what this one and the batch normalisation after it do: the
   * normalisation, with its running mean and variance, is an affine function of each output.
   */
  private WeightedLayer normalisedBy(Block normalisation) {
    double[] scale = values(normalisation, "gamma");
    double[] shift = values(normalisation, "beta");
    double[] mean = values(normalisation, "runningMean");
    double[] variance = values(normalisation, "runningVar");
    double[] folded = weights.clone();
    double[] foldedBias = bias.clone();
    int inputs = weights.length / bias.length;
    for (int output = 0; output < bias.length; output++) {
      double factor =
          scale[output] / Math.sqrt(variance[output] + TrainableNetwork.VARIANCE_EPSILON);
      for (int i = output * inputs; i < (output + 1) * inputs; i++) {
        folded[i] *= factor;
      }
      foldedBias[output] = (bias[output] - mean[output]) * factor + shift[output];
    }
    return new WeightedLayer(folded, foldedBias);
  }

  private static double[] values(Block block, String name) {
    return Values.of(block.getDirectParameters().get(name));
  }
}
