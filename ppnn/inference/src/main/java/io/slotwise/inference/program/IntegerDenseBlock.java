package io.slotwise.inference.program;

/**
 * A dense integer matrix applied to gathered rows: {@code out[outputRows[i]] += sum over j of
 * weights[i][j] * in[gather[j]]}. Blocks that share weights share the same array instance, in
 * memory and in files.
 *
 * @param input index into {@link IntegerLinear#inputs()}
 * @param gather the input rows read; -1 stands for a row of zeros
 * @param outputRows the output rows added to
 * @param weights shape (outputRows.length, gather.length); not to be modified
 */
public record IntegerDenseBlock(int input, int[] gather, int[] outputRows, long[][] weights)
    implements IntegerBlock {
  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if the weights' shape is another
   */
  public IntegerDenseBlock {
    Checks.length("rows of weights", weights.length, outputRows.length);
    for (long[] row : weights) {
      Checks.length("columns of weights", row.length, gather.length);
    }
  }

  @Override
  public long multiplications() {
    long count = 0;
    for (long[] row : weights) {
      for (int j = 0; j < row.length; j++) {
        if (gather[j] >= 0 && row[j] != 0) {
          count++;
        }
      }
    }
    return count;
  }
}
