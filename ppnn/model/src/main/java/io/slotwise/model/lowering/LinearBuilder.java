package io.slotwise.model.lowering;

import io.slotwise.model.program.Block;
import io.slotwise.model.program.DenseBlock;
import io.slotwise.model.program.DiagonalBlock;
import io.slotwise.model.program.LinearOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Collects the blocks of one linear operation whose input may be spread over several values. */
final class LinearBuilder {
  private static final int OUTSIDE = -1;

  private final List<Integer> inputs = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();

  /** Weights restricted to some columns, so that blocks that share weights still do. */
  private final IdentityHashMap<double[][], Map<List<Integer>, double[][]>> restricted =
      new IdentityHashMap<>();

  /**
   * Adds a dense block.
   *
   * @param elements the elements of {@code source} that the columns stand for; -1 for zeros
   * @param homes for each column, an element in whose value it lies when {@code elements} says -1
   */
  void dense(Rows source, int[] elements, int[] homes, int[] outputRows, double[][] weights) {
    Map<Integer, List<Integer>> columnsByValue = new HashMap<>();
    for (int j = 0; j < elements.length; j++) {
      int element = elements[j] < 0 ? homes[j] : elements[j];
      columnsByValue.computeIfAbsent(source.values()[element], _ -> new ArrayList<>()).add(j);
    }
    columnsByValue.forEach(
        (value, columns) -> {
          int[] gather = new int[columns.size()];
          for (int k = 0; k < gather.length; k++) {
            int element = elements[columns.get(k)];
            gather[k] = element < 0 ? OUTSIDE : source.rows()[element];
          }
          boolean empty = Arrays.stream(gather).allMatch(row -> row == OUTSIDE);
          if (!empty) {
            double[][] part =
                columns.size() == elements.length ? weights : restrict(weights, columns);
            blocks.add(new DenseBlock(input(value), gather, outputRows, part));
          }
        });
  }

  /** Adds single rows scaled: element {@code e} times {@code weights[e]} to output row e. */
  void diagonal(Rows source, double[] weights) {
    Map<Integer, List<Integer>> elementsByValue = new HashMap<>();
    for (int e = 0; e < source.size(); e++) {
      if (source.rows()[e] >= 0) {
        elementsByValue.computeIfAbsent(source.values()[e], _ -> new ArrayList<>()).add(e);
      }
    }
    elementsByValue.forEach(
        (value, elements) -> {
          int[] outputRows = elements.stream().mapToInt(Integer::intValue).toArray();
          int[] inputRows = Arrays.stream(outputRows).map(e -> source.rows()[e]).toArray();
          double[] factors = Arrays.stream(outputRows).mapToDouble(e -> weights[e]).toArray();
          blocks.add(new DiagonalBlock(input(value), inputRows, outputRows, factors));
        });
  }

  LinearOperation build(String name, double[] bias) {
    return new LinearOperation(name, inputs, bias.length, blocks, bias);
  }

  private int input(int value) {
    if (!inputs.contains(value)) {
      inputs.add(value);
    }
    return inputs.indexOf(value);
  }

  private double[][] restrict(double[][] weights, List<Integer> columns) {
    return restricted
        .computeIfAbsent(weights, _ -> new HashMap<>())
        .computeIfAbsent(
            columns,
            _ -> {
              double[][] part = new double[weights.length][columns.size()];
              for (int i = 0; i < part.length; i++) {
                for (int k = 0; k < part[i].length; k++) {
                  part[i][k] = weights[i][columns.get(k)];
                }
              }
              return part;
            });
  }
}
