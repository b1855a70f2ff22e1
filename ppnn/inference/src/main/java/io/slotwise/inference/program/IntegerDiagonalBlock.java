package io.slotwise.inference.program;

/**
 * Single rows times integers: {@code out[outputRows[i]] += weights[i] * in[inputRows[i]]}. A weight
 * of 1 adds the row as it is.
 *
 * @param input index into {@link IntegerLinear#inputs()}
 * @param inputRows the input rows read
 * @param outputRows the output rows added to, as many
 * @param weights one factor per row, as many; not to be modified
 */
public record IntegerDiagonalBlock(int input, int[] inputRows, int[] outputRows, long[] weights)
    implements IntegerBlock {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if they differ
   */
  public IntegerDiagonalBlock {
    Checks.length("output rows", outputRows.length, inputRows.length);
    Checks.length("weights", weights.length, inputRows.length);
  }

  @Override
  public long multiplications() {
    long count = 0;
    for (long weight : weights) {
      if (weight != 0) {
        count++;
      }
    }
    return count;
  }
}
