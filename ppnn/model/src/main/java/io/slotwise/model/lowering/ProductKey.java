package io.slotwise.model.lowering;

import java.util.Arrays;
import java.util.List;

/**
 * What a product of weights depends on: arrays of weights by identity, index arrays and factors by
 * content.
 */
final class ProductKey {
  private final double[][] weights;
  private final List<Object> arrangement;
  private final double[] factors;
  private final int hash;

  /**
   * Makes a key.
   *
   * @param arrangement arrays of indices ({@code int[]}), compared by content, and of weights
   *     ({@code double[][]} or {@code double[]}), compared by identity
   */
  ProductKey(double[][] weights, List<?> arrangement, double[] factors) {
    this.weights = weights;
    this.arrangement = List.copyOf(arrangement);
    this.factors = factors;
    int code = System.identityHashCode(weights) * 31 + Arrays.hashCode(factors);
    for (Object part : arrangement) {
      code = code * 31 + hash(part);
    }
    hash = code;
  }

  private static int hash(Object part) {
    return part instanceof int[] indices ? Arrays.hashCode(indices) : System.identityHashCode(part);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // weights are shared by identity
  public boolean equals(Object other) {
    if (!(other instanceof ProductKey key)
        || key.weights != weights
        || key.arrangement.size() != arrangement.size()
        || !Arrays.equals(key.factors, factors)) {
      return false;
    }
    for (int i = 0; i < arrangement.size(); i++) {
      Object mine = arrangement.get(i);
      Object others = key.arrangement.get(i);
      boolean same =
          (mine instanceof int[] a && others instanceof int[] b)
              ? Arrays.equals(a, b)
              : mine == others;
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
