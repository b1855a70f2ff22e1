package io.slotwise.model.program;

import java.util.List;

/**
 * A network lowered for element-wise packing: operations in execution order, the last of which
 * makes the scores. Immutable and safe for use by several threads, as long as nobody writes to the
 * arrays.
 *
 * @param inputRows feature elements of one input, at least 1
 * @param operations at least one; each reads only the input and what earlier ones made
 */
public record Program(int inputRows, List<Operation> operations) {
  /**
   * Copies the list and checks that every operation reads rows that are there.
   *
   * @throws IllegalArgumentException if not
   */
  public Program {
    operations = List.copyOf(operations);
    if (inputRows < 1 || operations.isEmpty()) {
      throw new IllegalArgumentException("a program needs an input and at least one operation");
    }
    for (int i = 0; i < operations.size(); i++) {
      for (int input : operations.get(i).inputs()) {
        if (input < 0 || input > i) {
          throw new IllegalArgumentException(
              operations.get(i).name() + " reads value " + input + ", which is not made yet");
        }
      }
      switch (operations.get(i)) {
        case PolynomialOperation polynomial ->
            requireRows(
                polynomial.name(), rows(inputRows, operations, polynomial.input()), polynomial);
        case LinearOperation linear -> requireRows(inputRows, operations, linear);
      }
    }
  }

  /** The number of values: the input and what each operation makes. */
  public int values() {
    return operations.size() + 1;
  }

  /** The rows of a value: 0 is the input, {@code i + 1} what operation {@code i} made. */
  public int rows(int value) {
    return rows(inputRows, operations, value);
  }

  /** The number of scores. */
  public int outputRows() {
    return operations.getLast().outputRows();
  }

  /** Multiplications, each with an addition, of all linear operations for one slot. */
  public long multiplyAdds() {
    long total = 0;
    for (Operation operation : operations) {
      total += operation instanceof LinearOperation linear ? linear.multiplyAdds() : 0;
    }
    return total;
  }

  private static int rows(int inputRows, List<Operation> operations, int value) {
    return value == 0 ? inputRows : operations.get(value - 1).outputRows();
  }

  private static void requireRows(String name, int rows, PolynomialOperation polynomial) {
    if (rows != polynomial.outputRows()) {
      throw new IllegalArgumentException(
          name + ": polynomials of " + polynomial.outputRows() + " rows applied to " + rows);
    }
  }

  private static void requireRows(
      int inputRows, List<Operation> operations, LinearOperation linear) {
    for (Block block : linear.blocks()) {
      int rows = rows(inputRows, operations, linear.inputs().get(block.input()));
      int[] read =
          switch (block) {
            case DenseBlock dense -> dense.gather();
            case DiagonalBlock diagonal -> diagonal.inputRows();
          };
      int lowest = block instanceof DenseBlock ? -1 : 0;
      for (int row : read) {
        if (row < lowest || row >= rows) {
          throw new IllegalArgumentException(
              linear.name() + ": reads row " + row + " of a value with " + rows + " rows");
        }
      }
    }
  }
}
