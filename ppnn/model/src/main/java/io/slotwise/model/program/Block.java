package io.slotwise.model.program;

/**
 * A part of a {@link LinearOperation}: a small linear map from some rows of one input value to some
 * output rows.
 */
public sealed interface Block permits DenseBlock, DiagonalBlock {
  /** Which of the operation's inputs is read: an index into {@link LinearOperation#inputs()}. */
  int input();

  /** The output rows that this block adds to. */
  int[] outputRows();

  /** Multiplications, each with an addition, that the block takes for one slot. */
  long multiplyAdds();
}
