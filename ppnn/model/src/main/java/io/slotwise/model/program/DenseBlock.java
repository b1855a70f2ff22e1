package io.slotwise.model.program;

/**
 * A dense matrix applied to gathered rows: {@code out[outputRows[i]] += sum over j of weights[i][j]
 * * in[gather[j]]}. Blocks that share weights (the positions of a convolution) share the same array
 * instance. The arrays are not copied and must not be modified.
 *
 * @param input index into {@link LinearOperation#inputs()}
 * @param gather the input rows read, at least one; -1 stands for a row of zeros (padding)
 * @param outputRows the output rows added to, at least one
 * @param weights shape (outputRows.length, gather.length), finite
 */
public record DenseBlock(int input, int[] gather, int[] outputRows, double[][] weights)
    implements Block {
  /**
   * Checks that the matrix has the shape that the rows ask for.
   *
   * @throws IllegalArgumentException if not
   */
  public DenseBlock {
    if (gather.length == 0 || outputRows.length == 0 || weights.length != outputRows.length) {
      throw new IllegalArgumentException(
          "a block of " + outputRows.length + " rows has " + weights.length + " rows of weights");
    }
    for (double[] row : weights) {
      if (row.length != gather.length) {
        throw new IllegalArgumentException(
            "a block that gathers " + gather.length + " rows has " + row.length + " weights");
      }
    }
  }

  @Override
  public long multiplyAdds() {
    return (long) gather.length * outputRows.length;
  }
}
