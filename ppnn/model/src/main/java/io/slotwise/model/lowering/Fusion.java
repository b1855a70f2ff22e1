package io.slotwise.model.lowering;

import io.slotwise.model.program.DiagonalBlock;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.Operation;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Composes operations. First where nothing is lost: linear maps that stay as compact. Then scalings
 * that are left go into polynomials beside them. Then linear maps at the cost of more weights.
 */
final class Fusion {
  /** Weights that a composition may always hold. */
  private static final long SMALL = 1 << 22;

  private final int inputRows;
  private final List<Operation> operations;

  private Fusion(Program program) {
    inputRows = program.inputRows();
    operations = new ArrayList<>(program.operations());
  }

  static Program fuse(Program program) {
    Fusion fusion = new Fusion(program);
    fusion.composeLinear(1, 0);
    fusion.scaleInsidePolynomials();
    fusion.scaleOutsidePolynomials();
    fusion.composeLinear(4, SMALL);
    return new Program(fusion.inputRows, new Pruning(fusion.operations).prune());
  }

  /** Composes while a composition holds at most so many times the weights, or so many. */
  private void composeLinear(int growth, long small) {
    for (int i = 0; i < operations.size(); i++) {
      boolean changed = true;
      while (changed && operations.get(i) instanceof LinearOperation linear) {
        changed = composeOnce(i, linear, growth, small);
      }
    }
  }

  private boolean composeOnce(int index, LinearOperation second, int growth, long small) {
    for (int through = 0; through < second.inputs().size(); through++) {
      int value = second.inputs().get(through);
      if (onlyReader(value) && operations.get(value - 1) instanceof LinearOperation first) {
        LinearOperation composed = Composition.compose(first, second, through);
        if (composed != null && isCompact(composed, first, second, growth, small)) {
          operations.set(index, composed);
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isCompact(
      LinearOperation composed,
      LinearOperation first,
      LinearOperation second,
      int growth,
      long small) {
    long before = Composition.distinctWeights(first) + Composition.distinctWeights(second);
    return composed.multiplyAdds() < first.multiplyAdds() + second.multiplyAdds()
        && Composition.distinctWeights(composed) <= Math.max(growth * before, small);
  }

  /** p(s·x + t) as a polynomial of x. */
  private void scaleInsidePolynomials() {
    for (int i = 0; i < operations.size(); i++) {
      if (operations.get(i) instanceof PolynomialOperation polynomial) {
        Scaling scaling = scaling(polynomial.input());
        if (scaling != null) {
          operations.set(i, scaling.before(polynomial));
        }
      }
    }
  }

  /** s·p(x) + t as a polynomial of x. */
  private void scaleOutsidePolynomials() {
    for (int i = 0; i < operations.size(); i++) {
      Scaling scaling = Scaling.of(operations.get(i));
      if (scaling != null
          && onlyReader(scaling.input())
          && operations.get(scaling.input() - 1) instanceof PolynomialOperation polynomial
          && polynomial.outputRows() == scaling.factors().length) {
        operations.set(i, scaling.after(polynomial));
      }
    }
  }

  private @Nullable Scaling scaling(int value) {
    if (!onlyReader(value)) {
      return null;
    }
    Scaling scaling = Scaling.of(operations.get(value - 1));
    int rows = scaling == null || scaling.input() == 0 ? inputRows : rows(scaling.input());
    return scaling != null && scaling.factors().length == rows ? scaling : null;
  }

  private int rows(int value) {
    return operations.get(value - 1).outputRows();
  }

  /** Whether a value is made by an operation and read by exactly one that is needed. */
  private boolean onlyReader(int value) {
    if (value == 0 || value == operations.size()) {
      return false;
    }
    boolean[] needed = Pruning.needed(operations);
    int readers = 0;
    for (int i = value; i < operations.size(); i++) {
      if (needed[i] && operations.get(i).inputs().contains(value)) {
        readers++;
      }
    }
    return readers == 1;
  }

  /** A linear operation that scales and shifts each row of its only input in place. */
  private record Scaling(String name, int input, double[] factors, double[] shifts) {
    static @Nullable Scaling of(Operation operation) {
      if (!(operation instanceof LinearOperation linear)
          || linear.blocks().size() != 1
          || !(linear.blocks().getFirst() instanceof DiagonalBlock diagonal)) {
        return null;
      }
      int[] all = LayerLowering.range(linear.outputRows());
      boolean inPlace =
          Arrays.equals(diagonal.inputRows(), all) && Arrays.equals(diagonal.outputRows(), all);
      int input = linear.inputs().get(diagonal.input());
      return inPlace ? new Scaling(linear.name(), input, diagonal.weights(), linear.bias()) : null;
    }

    PolynomialOperation before(PolynomialOperation polynomial) {
      double[][] result = new double[polynomial.degree() + 1][factors.length];
      for (int r = 0; r < factors.length; r++) {
        double[] sum = new double[polynomial.degree() + 1];
        for (int d = polynomial.degree(); d >= 0; d--) {
          for (int k = sum.length - 1; k >= 0; k--) {
            sum[k] = sum[k] * shifts[r] + (k > 0 ? sum[k - 1] * factors[r] : 0);
          }
          sum[0] += polynomial.coefficients()[d][r];
        }
        for (int d = 0; d < sum.length; d++) {
          result[d][r] = sum[d];
        }
      }
      return new PolynomialOperation(name + "+" + polynomial.name(), input, result);
    }

    PolynomialOperation after(PolynomialOperation polynomial) {
      double[][] result = new double[polynomial.degree() + 1][factors.length];
      for (int d = 0; d < result.length; d++) {
        for (int r = 0; r < factors.length; r++) {
          double shift = d == 0 ? shifts[r] : 0;
          result[d][r] = polynomial.coefficients()[d][r] * factors[r] + shift;
        }
      }
      return new PolynomialOperation(polynomial.name() + "+" + name, polynomial.input(), result);
    }
  }
}
