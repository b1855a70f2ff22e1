package io.slotwise.model.lowering;

import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.Operation;
import io.slotwise.model.program.PolynomialOperation;
import java.util.ArrayList;
import java.util.List;

/** Leaves out operations that the last one does not depend on. */
final class Pruning {
  private final List<Operation> operations;

  Pruning(List<Operation> operations) {
    this.operations = operations;
  }

  static boolean[] needed(List<Operation> operations) {
    boolean[] needed = new boolean[operations.size()];
    needed[needed.length - 1] = true;
    for (int i = needed.length - 1; i >= 0; i--) {
      if (needed[i]) {
        for (int input : operations.get(i).inputs()) {
          if (input > 0) {
            needed[input - 1] = true;
          }
        }
      }
    }
    return needed;
  }

  List<Operation> prune() {
    boolean[] needed = needed(operations);
    int[] numbers = new int[operations.size() + 1];
    List<Operation> kept = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      if (needed[i]) {
        kept.add(renumbered(operations.get(i), numbers));
        numbers[i + 1] = kept.size();
      }
    }
    return kept;
  }

  private static Operation renumbered(Operation operation, int[] numbers) {
    return switch (operation) {
      case PolynomialOperation polynomial ->
          new PolynomialOperation(
              polynomial.name(), numbers[polynomial.input()], polynomial.coefficients());
      case LinearOperation linear ->
          new LinearOperation(
              linear.name(),
              linear.inputs().stream().map(input -> numbers[input]).toList(),
              linear.outputRows(),
              linear.blocks(),
              linear.bias());
    };
  }
}
