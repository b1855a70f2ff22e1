package io.slotwise.inference.channelwise.graph;

/**
 * One map after another.
 *
 * @param second the map applied last
 * @param first the map applied first
 */
record ComposedMap(LinearMap second, LinearMap first) implements LinearMap {
  /** The composition, without needless parts. */
  static LinearMap of(LinearMap second, LinearMap first) {
    if (second instanceof DiagonalMap diagonal && diagonal.isIdentity()) {
      return first;
    }
    if (first instanceof DiagonalMap diagonal && diagonal.isIdentity()) {
      return second;
    }
    return new ComposedMap(second, first);
  }

  @Override
  public int inputs() {
    return first.inputs();
  }

  @Override
  public int outputs() {
    return second.outputs();
  }

  @Override
  public long entries() {
    double each = (double) first.entries() / first.outputs();
    double dense = (double) inputs() * outputs();
    return (long) Math.ceil(Math.min(dense, second.entries() * each));
  }

  @Override
  public void row(int output, Entries entries) {
    second.row(
        output,
        (middle, outer) -> first.row(middle, (input, inner) -> entries.add(input, outer * inner)));
  }
}
