package io.slotwise.inference.plan;

import io.slotwise.model.program.Block;
import io.slotwise.model.program.DenseBlock;
import io.slotwise.model.program.DiagonalBlock;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.Operation;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What planners check of a network before they plan. */
final class RequestChecks {
  private RequestChecks() {}

  /**
   * Refuses weights that are no numbers.
   *
   * @throws IllegalArgumentException naming the layer
   */
  static void requireFinite(Program program) {
    for (var operation : program.operations()) {
      List<double[]> numbers = new ArrayList<>();
      switch (operation) {
        case LinearOperation linear -> {
          numbers.add(linear.bias());
          for (Block block : linear.blocks()) {
            switch (block) {
              case DenseBlock dense -> numbers.addAll(Arrays.asList(dense.weights()));
              case DiagonalBlock diagonal -> numbers.add(diagonal.weights());
            }
          }
        }
        case PolynomialOperation polynomial ->
            numbers.addAll(Arrays.asList(polynomial.coefficients()));
      }
      for (double[] array : numbers) {
        for (double number : array) {
          if (!Double.isFinite(number)) {
            throw new IllegalArgumentException(
                "layer '" + operation.name() + "' has a weight that is not finite: " + number);
          }
        }
      }
    }
  }

  /** The same network with polynomials of degree 1 at most as the linear maps that they are. */
  static Program withoutAffine(Program program) {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : program.operations()) {
      operations.add(
          operation instanceof PolynomialOperation polynomial && ProgramShape.degree(polynomial) < 2
              ? ProgramShape.affine(polynomial)
              : operation);
    }
    return new Program(program.inputRows(), operations);
  }
}
