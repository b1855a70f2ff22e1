package io.slotwise.model.program;

/**
 * A dense matrix applied to gathered rows: {@code out[outputRows[i]] += sum over j of weights[i][j]
 * * in[gather[j]]}. Blocks that share weights (the positions of a convolution) share the same array
 * instance.
 *
 * @param input index into {@link LinearOperation#inputs()}
 * @param gather the input rows read; -1 stands for a row of zeros (padding)
 * @param outputRows the output rows added to
 * @param weights shape (outputRows.length, gather.length); not to be modified
 */
public record DenseBlock(int input, int[] gather, int[] outputRows, double[][] weights)
    implements Block {}
