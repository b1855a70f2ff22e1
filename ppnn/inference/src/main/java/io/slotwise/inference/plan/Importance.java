package io.slotwise.inference.plan;

import io.slotwise.model.program.Block;
import io.slotwise.model.program.DenseBlock;
import io.slotwise.model.program.DiagonalBlock;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import java.util.Arrays;

/**
 * How much the rows of each value matter to the linear maps that read them, next or after a square:
 * the largest weight that a row meets, as a share of the largest in the row of weights. A square's
 * scale is the square of what it is made of, so importance passes it by its root.
 */
final class Importance {
  private Importance() {}

  /** Importance of the rows of each value of a network. */
  static double[][] of(Program program) {
    double[][] importance = new double[program.values()][];
    Arrays.setAll(importance, value -> new double[program.rows(value)]);
    Arrays.fill(importance[program.values() - 1], 1);
    for (int i = program.operations().size() - 1; i >= 0; i--) {
      switch (program.operations().get(i)) {
        case LinearOperation linear -> addLinear(linear, importance);
        case PolynomialOperation polynomial -> {
          double[] input = importance[polynomial.input()];
          for (int row = 0; row < input.length; row++) {
            input[row] = Math.max(input[row], Math.sqrt(importance[i + 1][row]));
          }
        }
      }
    }
    return importance;
  }

  private static void addLinear(LinearOperation operation, double[][] importance) {
    double[] largest = new double[operation.outputRows()];
    visit(operation, (_, _, output, size) -> largest[output] = Math.max(largest[output], size));
    visit(
        operation,
        (value, row, output, size) -> {
          double share = size > 0 ? size / largest[output] : 0;
          importance[value][row] = Math.max(importance[value][row], share);
        });
  }

  private interface Visitor {
    void visit(int value, int row, int output, double size);
  }

  private static void visit(LinearOperation operation, Visitor visitor) {
    for (Block block : operation.blocks()) {
      int value = operation.inputs().get(block.input());
      switch (block) {
        case DenseBlock dense -> {
          for (int j = 0; j < dense.gather().length; j++) {
            for (int i = 0; dense.gather()[j] >= 0 && i < dense.outputRows().length; i++) {
              double size = Math.abs(dense.weights()[i][j]);
              visitor.visit(value, dense.gather()[j], dense.outputRows()[i], size);
            }
          }
        }
        case DiagonalBlock diagonal -> {
          for (int i = 0; i < diagonal.inputRows().length; i++) {
            double size = Math.abs(diagonal.weights()[i]);
            visitor.visit(value, diagonal.inputRows()[i], diagonal.outputRows()[i], size);
          }
        }
      }
    }
  }
}
