package io.slotwise.inference.channelwise.graph;

import java.util.Arrays;

/**
 * Each element times its own factor.
 *
 * @param factors one per element; not to be modified
 */
record DiagonalMap(double[] factors) implements LinearMap {
  /** The map that changes nothing. */
  static DiagonalMap identity(int elements) {
    return constant(elements, 1);
  }

  /** All elements times one factor. */
  static DiagonalMap constant(int elements, double factor) {
    double[] factors = new double[elements];
    Arrays.fill(factors, factor);
    return new DiagonalMap(factors);
  }

  boolean isIdentity() {
    return Arrays.stream(factors).allMatch(f -> f == 1);
  }

  @Override
  public int inputs() {
    return factors.length;
  }

  @Override
  public int outputs() {
    return factors.length;
  }

  @Override
  public long entries() {
    return factors.length;
  }

  @Override
  public void row(int output, Entries entries) {
    entries.add(output, factors[output]);
  }
}
