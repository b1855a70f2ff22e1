package io.slotwise.inference.channelwise.graph;

/**
 * Each output is one input, or nothing.
 *
 * @param inputs elements of the value read
 * @param sources the input that each output takes, or -1; not to be modified
 */
record SelectionMap(int inputs, int[] sources) implements LinearMap {
  @Override
  public int outputs() {
    return sources.length;
  }

  @Override
  public long entries() {
    return sources.length;
  }

  @Override
  public void row(int output, Entries entries) {
    if (sources[output] >= 0) {
      entries.add(sources[output], 1);
    }
  }
}
