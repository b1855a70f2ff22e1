package io.slotwise.model.lowering;

import io.slotwise.model.program.Block;
import io.slotwise.model.program.DenseBlock;
import io.slotwise.model.program.DiagonalBlock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of one input that the columns of a dense block depend on, and how. Rows are numbered in
 * the order in which they are met, so that equal arrangements look equal wherever they lie.
 */
final class Support {
  private final Map<Integer, Integer> numbers = new LinkedHashMap<>();
  private final List<Term> terms = new ArrayList<>();

  /** Row {@code position} of {@code source} is what column {@code column} reads. */
  private record Term(int column, Block source, int position, int[] targets) {}

  void add(int column, Block source, int position) {
    int[] rows =
        switch (source) {
          case DenseBlock dense -> dense.gather();
          case DiagonalBlock diagonal -> new int[] {diagonal.inputRows()[position]};
        };
    int[] targets = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      targets[i] = rows[i] < 0 ? -1 : numbers.computeIfAbsent(rows[i], _ -> numbers.size());
    }
    terms.add(new Term(column, source, position, targets));
  }

  int size() {
    return numbers.size();
  }

  int[] gather() {
    return numbers.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  ProductKey key(double[][] weights) {
    List<Object> arrangement = new ArrayList<>();
    double[] factors = new double[terms.size()];
    for (int t = 0; t < factors.length; t++) {
      Term term = terms.get(t);
      arrangement.add(term.targets());
      switch (term.source()) {
        case DenseBlock dense -> {
          arrangement.add(new int[] {term.column(), term.position()});
          arrangement.add(dense.weights());
        }
        case DiagonalBlock diagonal -> {
          arrangement.add(new int[] {term.column()});
          factors[t] = diagonal.weights()[term.position()];
        }
      }
    }
    return new ProductKey(weights, arrangement, factors);
  }

  /** The weights over {@link #gather()} that do what {@code weights} does over the columns. */
  double[][] product(double[][] weights) {
    double[][] result = new double[weights.length][numbers.size()];
    for (Term term : terms) {
      for (int i = 0; i < weights.length; i++) {
        double weight = weights[i][term.column()];
        for (int k = 0; k < term.targets().length; k++) {
          if (term.targets()[k] >= 0) {
            result[i][term.targets()[k]] += weight * weightOf(term, k);
          }
        }
      }
    }
    return result;
  }

  private static double weightOf(Term term, int k) {
    return switch (term.source()) {
      case DenseBlock dense -> dense.weights()[term.position()][k];
      case DiagonalBlock diagonal -> diagonal.weights()[term.position()];
    };
  }
}
