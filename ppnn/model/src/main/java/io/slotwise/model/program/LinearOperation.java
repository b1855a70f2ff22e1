package io.slotwise.model.program;

import java.util.List;

/**
 * A linear map of one or several values plus a bias. The arrays are not copied and must not be
 * modified.
 *
 * @param name the ONNX nodes that it came from
 * @param inputs the values read, see {@link Operation#inputs()}
 * @param outputRows rows made
 * @param blocks the parts of the map; a row that no block adds to is its bias
 * @param bias one number per output row
 */
public record LinearOperation(
    String name, List<Integer> inputs, int outputRows, List<Block> blocks, double[] bias)
    implements Operation {
  /**
   * Copies the lists and checks that they fit together.
   *
   * @throws IllegalArgumentException if the bias does not have one number per output row, or a
   *     block names an input or output row that is not there
   */
  public LinearOperation {
    inputs = List.copyOf(inputs);
    blocks = List.copyOf(blocks);
    if (outputRows < 1 || bias.length != outputRows) {
      throw new IllegalArgumentException(
          name + ": " + outputRows + " output rows have " + bias.length + " biases");
    }
    for (Block block : blocks) {
      if (block.input() < 0 || block.input() >= inputs.size()) {
        throw new IllegalArgumentException(name + ": there is no input " + block.input());
      }
      for (int row : block.outputRows()) {
        if (row < 0 || row >= outputRows) {
          throw new IllegalArgumentException(name + ": there is no output row " + row);
        }
      }
    }
  }

  /** Multiplications, each with an addition, that the operation takes for one slot. */
  public long multiplyAdds() {
    return blocks.stream().mapToLong(Block::multiplyAdds).sum();
  }
}
