package io.slotwise.model.lowering;

import io.slotwise.model.program.Block;
import io.slotwise.model.program.DenseBlock;
import io.slotwise.model.program.DiagonalBlock;
import io.slotwise.model.program.LinearOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Blocks of a second operation multiplied by a first one. Products of the same weights in the same
 * arrangement, such as those of a convolution's positions, are computed once and shared.
 */
final class BlockProducts {
  private final LinearOperation first;
  private final RowSources sources;
  private final ScaledColumns scaledColumns = new ScaledColumns();
  private final Map<ProductKey, double[][]> shared = new HashMap<>();

  BlockProducts(LinearOperation first, RowSources sources) {
    this.first = first;
    this.sources = sources;
  }

  /**
   * The blocks, reading the first operation's inputs, that do what {@code block} does after it.
   *
   * @param budget multiply-adds above which the product is of no use: then a list that exceeds it
   *     without its weights being computed
   */
  List<Block> times(Block block, long budget) {
    return switch (block) {
      case DiagonalBlock diagonal -> scaledRows(diagonal);
      case DenseBlock dense when sources.areSingleRows() -> List.of(scaledColumns(dense));
      case DenseBlock dense -> product(dense, budget);
    };
  }

  /** The first operation's blocks with their rows scaled and renumbered. */
  private List<Block> scaledRows(DiagonalBlock diagonal) {
    // A row may be read several times; each round reads it at most once.
    List<Map<Integer, Integer>> rounds = new ArrayList<>();
    for (int i = 0; i < diagonal.inputRows().length; i++) {
      int round = 0;
      while (round < rounds.size() && rounds.get(round).containsKey(diagonal.inputRows()[i])) {
        round++;
      }
      if (round == rounds.size()) {
        rounds.add(new HashMap<>());
      }
      rounds.get(round).put(diagonal.inputRows()[i], i);
    }
    List<Block> made = new ArrayList<>();
    for (Map<Integer, Integer> round : rounds) {
      for (Block block : first.blocks()) {
        int[] kept = positionsIn(block.outputRows(), round);
        if (kept.length > 0) {
          made.add(scaledRows(block, kept, round, diagonal));
        }
      }
    }
    return made;
  }

  private static int[] positionsIn(int[] rows, Map<Integer, Integer> round) {
    int[] kept = new int[rows.length];
    int count = 0;
    for (int k = 0; k < rows.length; k++) {
      if (round.containsKey(rows[k])) {
        kept[count++] = k;
      }
    }
    return Arrays.copyOf(kept, count);
  }

  private Block scaledRows(
      Block block, int[] kept, Map<Integer, Integer> round, DiagonalBlock diagonal) {
    int[] outputRows = new int[kept.length];
    double[] factors = new double[kept.length];
    for (int k = 0; k < kept.length; k++) {
      int i = round.get(block.outputRows()[kept[k]]);
      outputRows[k] = diagonal.outputRows()[i];
      factors[k] = diagonal.weights()[i];
    }
    return switch (block) {
      case DiagonalBlock scaling -> {
        int[] inputRows = Arrays.stream(kept).map(k -> scaling.inputRows()[k]).toArray();
        double[] weights = new double[kept.length];
        Arrays.setAll(weights, k -> factors[k] * scaling.weights()[kept[k]]);
        yield new DiagonalBlock(scaling.input(), inputRows, outputRows, weights);
      }
      case DenseBlock dense -> {
        ProductKey key = new ProductKey(dense.weights(), List.of(kept), factors);
        double[][] weights =
            shared.computeIfAbsent(key, _ -> scaled(dense.weights(), kept, factors));
        yield new DenseBlock(dense.input(), dense.gather(), outputRows, weights);
      }
    };
  }

  private static double[][] scaled(double[][] weights, int[] kept, double[] factors) {
    double[][] result = new double[kept.length][];
    for (int k = 0; k < kept.length; k++) {
      double factor = factors[k];
      result[k] = Arrays.stream(weights[kept[k]]).map(w -> factor * w).toArray();
    }
    return result;
  }

  private DenseBlock scaledColumns(DenseBlock dense) {
    int[] gather = new int[dense.gather().length];
    double[] factors = new double[gather.length];
    for (int j = 0; j < gather.length; j++) {
      int row = dense.gather()[j];
      boolean zero = row < 0 || sources.blocks(row).length == 0;
      gather[j] = -1;
      factors[j] = Double.NaN;
      if (!zero) {
        DiagonalBlock source = (DiagonalBlock) first.blocks().get(sources.blocks(row)[0]);
        gather[j] = source.inputRows()[sources.positions(row)[0]];
        factors[j] = source.weights()[sources.positions(row)[0]];
      }
    }
    double[][] weights = scaledColumns.scale(dense.weights(), factors);
    return new DenseBlock(0, gather, dense.outputRows(), weights);
  }

  /** One block for each of the first operation's inputs that the gathered rows depend on. */
  private List<Block> product(DenseBlock dense, long budget) {
    Map<Integer, Support> byInput = new TreeMap<>();
    for (int j = 0; j < dense.gather().length; j++) {
      int row = dense.gather()[j];
      for (int s = 0; row >= 0 && s < sources.blocks(row).length; s++) {
        Block source = first.blocks().get(sources.blocks(row)[s]);
        byInput
            .computeIfAbsent(source.input(), _ -> new Support())
            .add(j, source, sources.positions(row)[s]);
      }
    }
    long size = 0;
    for (Support support : byInput.values()) {
      size += (long) support.size() * dense.outputRows().length;
    }
    boolean wanted = size <= budget;
    List<Block> made = new ArrayList<>();
    byInput.forEach(
        (input, support) -> {
          int[] gather = support.gather();
          double[][] weights =
              wanted
                  ? shared.computeIfAbsent(
                      support.key(dense.weights()), _ -> support.product(dense.weights()))
                  : new double[dense.outputRows().length][gather.length];
          made.add(new DenseBlock(input, gather, dense.outputRows(), weights));
        });
    return made;
  }
}
