package io.slotwise.model.evaluation;

import io.slotwise.model.Network;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a network layer by layer on plain numbers, in double precision. Immutable and safe for
 * use by several threads.
 */
public final class NetworkEvaluator {
  private final Network network;
  private final int threads;
  private final int[] lastUse;

  private NetworkEvaluator(Network network, int threads) {
    this.network = network;
    this.threads = threads;
    this.lastUse = new int[network.values()];
    for (int n = 0; n < network.nodes().size(); n++) {
      for (int input : network.nodes().get(n).inputs()) {
        lastUse[input] = n;
      }
    }
  }

  /** An evaluator that uses all processors. */
  public static NetworkEvaluator of(Network network) {
    return new NetworkEvaluator(network, Runtime.getRuntime().availableProcessors());
  }

  /** The same with another number of threads, at least 1. */
  public NetworkEvaluator withThreads(int newThreads) {
    return new NetworkEvaluator(network, newThreads);
  }

  /**
   * The scores of a batch.
   *
   * @param images shape (images, features): preprocessed inputs, each row-major
   * @return shape (images, outputs)
   * @throws io.slotwise.model.DataException if an image does not have as many features as the
   *     network's input has elements
   */
  public double[][] evaluate(double[][] images) {
    double[][] rows = TiledEvaluation.transpose(images, network.inputShape().size());
    return TiledEvaluation.transpose(evaluateRows(rows), images.length);
  }

  /**
   * The same with one row per feature.
   *
   * @param rows shape (features, images)
   * @return shape (outputs, images)
   * @throws io.slotwise.model.DataException if the number of rows does not fit the network
   */
  public double[][] evaluateRows(double[][] rows) {
    return run(rows, null);
  }

  /**
   * The ranges that every value of the network takes on a batch.
   *
   * @param rows shape (features, images)
   * @throws io.slotwise.model.DataException if the number of rows does not fit the network
   */
  public ObservedRanges observe(double[][] rows) {
    int[] sizes = new int[network.values()];
    Arrays.setAll(sizes, v -> network.shape(v).size());
    ObservedRanges ranges = new ObservedRanges(sizes);
    run(rows, ranges);
    return ranges;
  }

  private double[][] run(double[][] rows, @Nullable ObservedRanges ranges) {
    int widest = 1;
    for (int v = 0; v < network.values(); v++) {
      widest = Math.max(widest, network.shape(v).size());
    }
    return TiledEvaluation.run(
        rows,
        network.inputShape().size(),
        network.outputShape().size(),
        widest,
        threads,
        (input, width) -> runTile(input, width, ranges));
  }

  private double[][] runTile(double[][] input, int width, @Nullable ObservedRanges ranges) {
    double[] @Nullable [][] values = new double[network.values()][][];
    values[0] = input;
    if (ranges != null) {
      ranges.add(0, input, width);
    }
    for (int n = 0; n < network.nodes().size(); n++) {
      Network.Node node = network.nodes().get(n);
      List<Integer> inputs = node.inputs();
      double[][][] read = new double[inputs.size()][][];
      for (int i = 0; i < read.length; i++) {
        read[i] = values[inputs.get(i)];
      }
      double[][] made = LayerKernels.apply(network, node, read, width);
      values[n + 1] = made;
      if (ranges != null) {
        ranges.add(n + 1, made, width);
      }
      for (int i : inputs) {
        if (lastUse[i] == n) {
          values[i] = null;
        }
      }
    }
    return values[network.values() - 1];
  }
}
