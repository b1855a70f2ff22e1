package io.slotwise.model.lowering;

import io.slotwise.model.program.Block;
import io.slotwise.model.program.DenseBlock;
import io.slotwise.model.program.DiagonalBlock;
import io.slotwise.model.program.LinearOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two linear operations, one after the other, as one. */
final class Composition {
  private final LinearOperation first;
  private final LinearOperation second;
  private final int through;
  private final List<Integer> inputs = new ArrayList<>();
  private final RowSources sources;

  private Composition(LinearOperation first, LinearOperation second, int through) {
    this.first = first;
    this.second = second;
    this.through = through;
    this.sources = new RowSources(first);
  }

  /**
   * {@code second} applied to what {@code first} makes of its own inputs.
   *
   * @param through which of {@code second}'s inputs {@code first} makes
   * @return null if that would not take fewer multiply-adds than the two
   */
  static @Nullable LinearOperation compose(
      LinearOperation first, LinearOperation second, int through) {
    return new Composition(first, second, through).compose();
  }

  /** How many different weights an operation holds, shared arrays counted once. */
  static long distinctWeights(LinearOperation operation) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    long count = 0;
    for (Block block : operation.blocks()) {
      count +=
          switch (block) {
            case DenseBlock dense -> seen.add(dense.weights()) ? dense.multiplyAdds() : 0;
            case DiagonalBlock diagonal -> diagonal.multiplyAdds();
          };
    }
    return count;
  }

  private @Nullable LinearOperation compose() {
    long budget = first.multiplyAdds() + second.multiplyAdds() - 1;
    List<Block> blocks = new ArrayList<>();
    BlockProducts products = new BlockProducts(first, sources);
    for (Block block : second.blocks()) {
      List<Block> made =
          block.input() == through
              ? renumbered(products.times(block, budget), first.inputs())
              : renumbered(List.of(block), second.inputs());
      for (Block part : made) {
        budget -= part.multiplyAdds();
      }
      if (budget < 0) {
        return null;
      }
      blocks.addAll(made);
    }
    List<Block> merged = new BlockMerger().merge(blocks);
    String name = first.name() + "+" + second.name();
    return new LinearOperation(name, inputs, second.outputRows(), merged, bias());
  }

  private List<Block> renumbered(List<Block> blocks, List<Integer> values) {
    List<Block> result = new ArrayList<>();
    for (Block block : blocks) {
      int value = values.get(block.input());
      if (!inputs.contains(value)) {
        inputs.add(value);
      }
      int input = inputs.indexOf(value);
      result.add(
          switch (block) {
            case DenseBlock dense ->
                new DenseBlock(input, dense.gather(), dense.outputRows(), dense.weights());
            case DiagonalBlock diagonal ->
                new DiagonalBlock(
                    input, diagonal.inputRows(), diagonal.outputRows(), diagonal.weights());
          });
    }
    return result;
  }

  /** The second bias plus what the second operation makes of the first one's. */
  private double[] bias() {
    double[] bias = second.bias().clone();
    for (Block block : second.blocks()) {
      if (block.input() == through) {
        addProduct(bias, block);
      }
    }
    return bias;
  }

  private void addProduct(double[] bias, Block block) {
    switch (block) {
      case DenseBlock dense -> {
        double[] gathered =
            Arrays.stream(dense.gather()).mapToDouble(r -> r < 0 ? 0 : first.bias()[r]).toArray();
        for (int i = 0; i < dense.outputRows().length; i++) {
          double sum = 0;
          for (int j = 0; j < gathered.length; j++) {
            sum += dense.weights()[i][j] * gathered[j];
          }
          bias[dense.outputRows()[i]] += sum;
        }
      }
      case DiagonalBlock diagonal -> {
        for (int i = 0; i < diagonal.weights().length; i++) {
          bias[diagonal.outputRows()[i]] +=
              diagonal.weights()[i] * first.bias()[diagonal.inputRows()[i]];
        }
      }
    }
  }
}
