package io.slotwise.model.program;

/**
 * Single rows scaled: {@code out[outputRows[i]] += weights[i] * in[inputRows[i]]}.
 *
 * @param input index into {@link LinearOperation#inputs()}
 * @param inputRows the input rows read
 * @param outputRows the output rows added to, as many
 * @param weights one factor per row, as many; not to be modified
 */
public record DiagonalBlock(int input, int[] inputRows, int[] outputRows, double[] weights)
    implements Block {}
