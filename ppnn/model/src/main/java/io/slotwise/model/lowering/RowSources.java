package io.slotwise.model.lowering;

import io.slotwise.model.program.Block;
import io.slotwise.model.program.DiagonalBlock;
import io.slotwise.model.program.LinearOperation;

/** For each output row of a linear operation, the blocks that add to it. */
final class RowSources {
  private final int[][] blocks;
  private final int[][] positions;
  private final boolean singleRows;

  RowSources(LinearOperation operation) {
    int[] counts = new int[operation.outputRows()];
    boolean single = true;
    for (Block block : operation.blocks()) {
      single &= block instanceof DiagonalBlock;
      for (int row : block.outputRows()) {
        counts[row]++;
        single &= counts[row] == 1;
      }
    }
    // Each row of one input, scaled: anything that gathers these rows can gather their sources.
    singleRows = single && operation.inputs().size() == 1;
    blocks = new int[counts.length][];
    positions = new int[counts.length][];
    for (int row = 0; row < counts.length; row++) {
      blocks[row] = new int[counts[row]];
      positions[row] = new int[counts[row]];
    }
    for (int b = operation.blocks().size() - 1; b >= 0; b--) {
      int[] rows = operation.blocks().get(b).outputRows();
      for (int k = rows.length - 1; k >= 0; k--) {
        int slot = --counts[rows[k]];
        blocks[rows[k]][slot] = b;
        positions[rows[k]][slot] = k;
      }
    }
  }

  /** Whether every row is at most one row of the only input, scaled (plus the bias). */
  boolean areSingleRows() {
    return singleRows;
  }

  /** The blocks that add to a row, in order. */
  int[] blocks(int row) {
    return blocks[row];
  }

  /** Where, among each of those blocks' output rows, the row is. */
  int[] positions(int row) {
    return positions[row];
  }
}
