package io.slotwise.training;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.slotwise.training.data.Batches;
import io.slotwise.training.network.TrainableNetwork;
import io.slotwise.training.network.TrainableNetwork.Stage;
import io.slotwise.training.network.Values;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/** Gives batch normalisations back to a network into whose weights they had been folded. */
final class NormalisationInitialiser {
  /** So many examples, or all if there are fewer: each channel has as many values at least. */
  private static final int EXAMPLES = 2048;

  private NormalisationInitialiser() {}

  /**
   * Makes each batch normalisation, which so far adds a bias and nothing else, take out the mean
   * and deviation of what it is given and put the same back, so that the network's function stays.
   *
   * <p>Now that the length of a channel's weights no longer matters to that function, it is set to
   * where weight decay and AdamW's steps balance: a step of one size turns short weights further
   * than long ones, and folded weights are so short that the first steps would undo them.
   *
   * @param relu whether the weights belong to a network of ReLU
   */
  static void unfold(TrainingSession session, Batches batches, boolean relu) {
    Map<Stage, ChannelMoments> moments = new LinkedHashMap<>();
    BiConsumer<Stage, NDArray> add =
        (stage, outputs) -> {
          if (stage.normalisation() != null) {
            moments.computeIfAbsent(stage, _ -> new ChannelMoments()).add(outputs);
          }
        };
    batches.forFirst(EXAMPLES, batch -> session.observeLayers(batch, relu, add));
    moments.forEach(
        (stage, seen) ->
            unfold(
                Objects.requireNonNull(stage.block()),
                Objects.requireNonNull(stage.normalisation()),
                seen,
                session.restingWeight()));
  }

  private static void unfold(
      Block layer, Block normalisation, ChannelMoments seen, double restingWeight) {
    Parameter weight = layer.getDirectParameters().get("weight");
    double[] weights = Values.of(weight);
    double[] bias = Values.of(normalisation.getDirectParameters().get("beta"));
    int channels = bias.length;
    int inputs = weights.length / channels;
    float[] newWeights = new float[weights.length];
    float[] scale = new float[channels];
    float[] shift = new float[channels];
    float[] mean = new float[channels];
    float[] variance = new float[channels];
    for (int c = 0; c < channels; c++) {
      double size = meanSquareRoot(weights, c * inputs, inputs);
      double factor = size > 0 ? restingWeight / size : 1;
      for (int i = c * inputs; i < (c + 1) * inputs; i++) {
        newWeights[i] = (float) (factor * weights[i]);
      }
      double seenMean = seen.mean(c);
      double newVariance = factor * factor * seen.variance(c);
      mean[c] = (float) (factor * (seenMean - bias[c]));
      variance[c] = (float) newVariance;
      scale[c] = (float) (Math.sqrt(newVariance + TrainableNetwork.VARIANCE_EPSILON) / factor);
      shift[c] = (float) seenMean;
    }
    weight.getArray().set(newWeights);
    set(normalisation, "gamma", scale);
    set(normalisation, "beta", shift);
    set(normalisation, "runningMean", mean);
    set(normalisation, "runningVar", variance);
  }

  private static void set(Block block, String name, float[] values) {
    block.getDirectParameters().get(name).getArray().set(values);
  }

  private static double meanSquareRoot(double[] values, int from, int count) {
    return Math.sqrt(Arrays.stream(values, from, from + count).map(v -> v * v).average().orElse(0));
  }

  /** Mean and variance of the values in each channel. */
  private static final class ChannelMoments {
    private double[] sums = new double[0];
    private double[] squares = new double[0];
    private long values;

    /** Takes in outputs of shape (batch, channels) or (batch, channels, height, width). */
    void add(NDArray outputs) {
      long channels = outputs.getShape().get(1);
      int[] others = outputs.getShape().dimension() == 2 ? new int[] {0} : new int[] {0, 2, 3};
      sums = sum(sums, outputs.sum(others));
      squares = sum(squares, outputs.square().sum(others));
      values += outputs.size() / channels;
    }

    private static double[] sum(double[] before, NDArray more) {
      float[] added = more.toFloatArray();
      double[] sum = Arrays.copyOf(before, added.length);
      Arrays.setAll(sum, i -> sum[i] + added[i]);
      return sum;
    }

    double mean(int channel) {
      return sums[channel] / values;
    }

    double variance(int channel) {
      return Math.max(0, squares[channel] / values - mean(channel) * mean(channel));
    }
  }
}
