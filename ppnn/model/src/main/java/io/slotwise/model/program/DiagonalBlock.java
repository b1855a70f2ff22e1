package io.slotwise.model.program;

/**
 * Single rows scaled: {@code out[outputRows[i]] += weights[i] * in[inputRows[i]]}. The arrays are
 * not copied and must not be modified.
 *
 * @param input index into {@link LinearOperation#inputs()}
 * @param inputRows the input rows read, at least one, none of them -1
 * @param outputRows the output rows added to, as many
 * @param weights one factor per row, as many, finite
 */
public record DiagonalBlock(int input, int[] inputRows, int[] outputRows, double[] weights)
    implements Block {
  /**
   * Checks that the arrays have one length.
   *
   * @throws IllegalArgumentException if not
   */
  public DiagonalBlock {
    if (inputRows.length == 0
        || inputRows.length != outputRows.length
        || inputRows.length != weights.length) {
      throw new IllegalArgumentException(
          "a diagonal block of "
              + inputRows.length
              + " input rows has "
              + outputRows.length
              + " output rows and "
              + weights.length
              + " weights");
    }
  }

  @Override
  public long multiplyAdds() {
    return inputRows.length;
  }
}
