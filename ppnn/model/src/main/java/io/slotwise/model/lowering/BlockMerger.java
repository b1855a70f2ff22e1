package io.slotwise.model.lowering;

import io.slotwise.model.program.Block;
import io.slotwise.model.program.DenseBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes one of dense blocks that read the same rows, such as the channels of a position. */
final class BlockMerger {
  private final Map<ProductKey, double[][]> stacked = new HashMap<>();

  /** Which rows of which input a block reads. */
  private record Read(int input, List<Integer> gather) {}

  List<Block> merge(List<Block> blocks) {
    Map<Object, List<Block>> groups = new LinkedHashMap<>();
    for (Block block : blocks) {
      Object key =
          block instanceof DenseBlock dense
              ? new Read(dense.input(), Arrays.stream(dense.gather()).boxed().toList())
              : block;
      groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(block);
    }
    return groups.values().stream().map(this::stack).toList();
  }

  private Block stack(List<Block> group) {
    if (group.size() == 1) {
      return group.getFirst();
    }
    List<DenseBlock> dense = group.stream().map(DenseBlock.class::cast).toList();
    Map<Integer, Integer> numbers = new LinkedHashMap<>();
    List<Object> arrangement = new ArrayList<>();
    for (DenseBlock block : dense) {
      int[] targets =
          Arrays.stream(block.outputRows())
              .map(row -> numbers.computeIfAbsent(row, _ -> numbers.size()))
              .toArray();
      arrangement.add(targets);
      arrangement.add(block.weights());
    }
    DenseBlock any = dense.getFirst();
    ProductKey key = new ProductKey(any.weights(), arrangement, new double[0]);
    double[][] weights = stacked.computeIfAbsent(key, _ -> sum(dense, numbers));
    int[] outputRows = numbers.keySet().stream().mapToInt(Integer::intValue).toArray();
    return new DenseBlock(any.input(), any.gather(), outputRows, weights);
  }

  /** The weights of all blocks by output row; those of the same row are added. */
  private static double[][] sum(List<DenseBlock> blocks, Map<Integer, Integer> numbers) {
    double[][] weights = new double[numbers.size()][blocks.getFirst().gather().length];
    for (DenseBlock block : blocks) {
      for (int i = 0; i < block.outputRows().length; i++) {
        double[] row = weights[numbers.get(block.outputRows()[i])];
        for (int j = 0; j < row.length; j++) {
          row[j] += block.weights()[i][j];
        }
      }
    }
    return weights;
  }
}
