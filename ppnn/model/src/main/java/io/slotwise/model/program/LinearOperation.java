package io.slotwise.model.program;

import java.util.List;

/**
 * A linear map of one or several values plus a bias.
 *
 * @param name the ONNX nodes that it came from
 * @param inputs the values read, see {@link Operation#inputs()}
 * @param outputRows rows made
 * @param blocks the parts of the map; a row that no block adds to is its bias
 * @param bias one number per output row
 */
public record LinearOperation(
    String name, List<Integer> inputs, int outputRows, List<Block> blocks, double[] bias)
    implements Operation {}
