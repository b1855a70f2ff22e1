package io.slotwise.inference.program;

/**
 * A part of an {@link IntegerLinear}: a small integer map from rows of one input to output rows.
 */
public sealed interface IntegerBlock permits IntegerDenseBlock, IntegerDiagonalBlock {
  /** Which of the operation's inputs is read: an index into {@link IntegerLinear#inputs()}. */
  int input();

  /** The output rows that this block adds to. */
  int[] outputRows();

  /** Multiplications of a row by an integer that this block asks for. */
  long multiplications();
}
