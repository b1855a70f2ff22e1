package io.slotwise.inference.channelwise.graph;

/**
 * A linear map between the elements of two values (row-major indices), read one row at a time.
 * Immutable as long as nobody writes to the weights; safe for several threads.
 */
public interface LinearMap {
  /** Elements of the value read. */
  int inputs();

  /** Elements of the value made. */
  int outputs();

  /** At least as many entries as all rows have together. */
  long entries();

  /** Hands over the entries of one row; the same input may come several times. */
  void row(int output, Entries entries);

  /** Takes the entries of a row. */
  @FunctionalInterface
  interface Entries {
    /** The output reads {@code input} times {@code weight}. */
    void add(int input, double weight);
  }
}
