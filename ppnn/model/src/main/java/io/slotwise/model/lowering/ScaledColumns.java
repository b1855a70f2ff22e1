package io.slotwise.model.lowering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Weights with their columns scaled, shared between blocks that scale alike. A column that reads
 * padding takes any factor, so that the borders of an image share with its middle.
 */
final class ScaledColumns {
  private final IdentityHashMap<double[][], List<Version>> versions = new IdentityHashMap<>();

  /** {@code factors[j]} is NaN as long as no block has needed column j. */
  private record Version(double[] factors, double[][] weights) {
    boolean takes(double[] wanted) {
      for (int j = 0; j < wanted.length; j++) {
        if (!Double.isNaN(wanted[j]) && !Double.isNaN(factors[j]) && wanted[j] != factors[j]) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * The scaled weights.
   *
   * @param factors one per column; NaN where any will do
   */
  double[][] scale(double[][] weights, double[] factors) {
    List<Version> known = versions.computeIfAbsent(weights, _ -> new ArrayList<>());
    Version version = known.stream().filter(v -> v.takes(factors)).findFirst().orElse(null);
    if (version == null) {
      double[] open = new double[factors.length];
      Arrays.fill(open, Double.NaN);
      version = new Version(open, new double[weights.length][factors.length]);
      known.add(version);
    }
    for (int j = 0; j < factors.length; j++) {
      if (Double.isNaN(version.factors()[j]) && !Double.isNaN(factors[j])) {
        version.factors()[j] = factors[j];
        for (int i = 0; i < weights.length; i++) {
          version.weights()[i][j] = weights[i][j] * factors[j];
        }
      }
    }
    return version.weights();
  }
}
