package io.slotwise.inference.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The program that a server evaluates: operations in execution order on values whose components,
 * limbs and scales are known. The last operation makes the scores. Immutable as long as nobody
 * writes to the arrays; safe for use by several threads.
 */
public final class EncryptedProgram {
  private final EncryptedValue input;
  private final List<EncryptedOperation> operations;
  private final int[] lastReader;
  private final List<Stage> stages;

  /**
   * Checks that the operations fit together.
   *
   * @param input the encrypted batch; row {@code i} is feature element {@code i}
   * @param operations at least one; each reads only the input and what earlier ones made
   * @throws IllegalArgumentException if an operation's inputs do not have the rows, limbs and
   *     components that it needs; the message names the operation
   */
  public EncryptedProgram(EncryptedValue input, List<EncryptedOperation> operations) {
    this.input = input;
    this.operations = List.copyOf(operations);
    if (operations.isEmpty()) {
      throw new IllegalArgumentException("an encrypted program needs at least one operation");
    }
    for (int i = 0; i < operations.size(); i++) {
      check(i);
    }
    lastReader = lastReaders();
    stages = List.copyOf(group());
  }

  /** The encrypted batch: value 0. */
  public EncryptedValue input() {
    return input;
  }

  /** The operations in execution order, at least one. */
  public List<EncryptedOperation> operations() {
    return operations;
  }

  /** A value: 0 is the input, {@code i + 1} is what operation {@code i} made. */
  public EncryptedValue value(int index) {
    return index == 0 ? input : operations.get(index - 1).output();
  }

  /** The scores. */
  public EncryptedValue output() {
    return operations.getLast().output();
  }

  /**
   * The last operation that reads a value, or the number of operations for the scores; after it the
   * value may be released. -1 if nothing reads it.
   */
  public int lastReader(int value) {
    return lastReader[value];
  }

  /** The operations grouped for running row by row; together they are all operations, in order. */
  public List<Stage> stages() {
    return stages;
  }

  /** Whether any operation relinearises, and so needs an evaluation key. */
  public boolean relinearises() {
    return operations.stream().anyMatch(o -> o instanceof Barrier b && b.relinearise());
  }

  private void check(int index) {
    EncryptedOperation operation = operations.get(index);
    try {
      for (int value : operation.inputs()) {
        Checks.range("value read", value, 0, index);
      }
      switch (operation) {
        case IntegerLinear linear -> check(linear);
        case Quadratic quadratic -> checkProduct(quadratic);
        case Product product -> checkProduct(product);
        case Barrier barrier -> check(barrier);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "operation " + index + " (" + operation.name() + "): " + e.getMessage(), e);
    }
  }

  private void check(IntegerLinear linear) {
    int components = 2;
    for (int index : linear.inputs()) {
      EncryptedValue value = value(index);
      Checks.range("limbs of an input", value.limbs(), linear.output().limbs(), value.limbs());
      Checks.range("limbs of the output", linear.output().limbs(), value.limbs(), value.limbs());
      components = Math.max(components, value.components());
    }
    Checks.range("components", linear.output().components(), components, components);
    for (IntegerBlock block : linear.blocks()) {
      int rows = value(linear.inputs().get(block.input())).rows();
      switch (block) {
        case IntegerDenseBlock dense -> Checks.rows("gathered row", dense.gather(), -1, rows);
        case IntegerDiagonalBlock diagonal ->
            Checks.rows("input row", diagonal.inputRows(), 0, rows);
      }
    }
  }

  private void checkProduct(EncryptedOperation product) {
    EncryptedValue output = product.output();
    List<Integer> factors = product.inputs();
    int components =
        value(factors.getFirst()).components() + value(factors.getLast()).components() - 1;
    Checks.range("components of a product", output.components(), components, components);
    for (int index : factors) {
      EncryptedValue value = value(index);
      Checks.range("rows of a factor", value.rows(), output.rows(), output.rows());
      Checks.range("limbs of a factor", value.limbs(), output.limbs(), output.limbs());
    }
  }

  private void check(Barrier barrier) {
    EncryptedValue value = value(barrier.input());
    EncryptedValue output = barrier.output();
    int limbs = value.limbs() - barrier.drops() - barrier.rescales();
    int components = barrier.relinearise() ? 2 : value.components();
    Checks.range("rows", output.rows(), value.rows(), value.rows());
    Checks.range("limbs", output.limbs(), limbs, limbs);
    Checks.range("components", output.components(), components, components);
    if (barrier.relinearise()) {
      Checks.range("components relinearised", value.components(), 3, 3);
    }
  }

  private int[] lastReaders() {
    int[] readers = new int[operations.size() + 1];
    Arrays.fill(readers, -1);
    for (int i = 0; i < operations.size(); i++) {
      for (int value : operations.get(i).inputs()) {
        readers[value] = i;
      }
    }
    readers[operations.size()] = operations.size();
    return readers;
  }

  private List<Stage> group() {
    List<Stage> groups = new ArrayList<>();
    int first = 0;
    while (first < operations.size()) {
      int end = longestStage(first);
      groups.add(new Stage(first, end));
      first = end;
    }
    return groups;
  }

  /** The largest end such that operations first to end - 1 make a stage. */
  private int longestStage(int first) {
    int best = first + 1;
    int farthestReader = lastReader[first + 1];
    int rows = operations.get(first).output().rows();
    for (int end = first + 1; end < operations.size(); end++) {
      EncryptedOperation next = operations.get(end);
      if (!next.rowWise() || next.output().rows() != rows) {
        break;
      }
      if (farthestReader <= end) {
        best = end + 1;
      }
      farthestReader = Math.max(farthestReader, lastReader[end + 1]);
    }
    return best;
  }
}
