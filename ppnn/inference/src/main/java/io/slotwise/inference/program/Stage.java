package io.slotwise.inference.program;

/**
 * Consecutive operations that can be run row by row: for each row of the result, the operations in
 * order, keeping nothing but the last one's row. All but the first are {@linkplain
 * EncryptedOperation#rowWise() row-wise}, and no value but the last is read outside the stage.
 *
 * @param first the first operation
 * @param end one past the last operation
 */
public record Stage(int first, int end) {
  /** The value that the stage makes: an index as in {@link EncryptedOperation#inputs()}. */
  public int result() {
    return end;
  }
}
