package io.slotwise.cli.compare.packing;

import io.slotwise.cli.compare.packing.OperationKind.Operation;
import io.slotwise.inference.program.Barrier;
import io.slotwise.inference.program.EncryptedOperation;
import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.inference.program.EncryptedValue;
import io.slotwise.inference.program.IntegerBlock;
import io.slotwise.inference.program.IntegerDenseBlock;
import io.slotwise.inference.program.IntegerDiagonalBlock;
import io.slotwise.inference.program.IntegerLinear;
import io.slotwise.inference.program.Product;
import io.slotwise.inference.program.Quadratic;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** How many operations of each kind the reference engine makes for one group of images. */
final class OperationCounts {
  private final EncryptedProgram program;
  private final Map<OperationKind, Long> counts = new LinkedHashMap<>();

  private OperationCounts(EncryptedProgram program) {
    this.program = program;
  }

  /** Counts the operations of a program. */
  static OperationCounts of(EncryptedProgram program) {
    OperationCounts counts = new OperationCounts(program);
    counts.add(Operation.LOAD, program.input(), program.input().rows());
    program.operations().forEach(counts::count);
    return counts;
  }

  /** The kinds that occur. */
  Set<OperationKind> kinds() {
    return counts.keySet();
  }

  /** How often a kind occurs. */
  long count(OperationKind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /** What all operations take together, if one of a kind takes so long. */
  double seconds(ToDoubleFunction<OperationKind> secondsOfOne) {
    return counts.entrySet().stream()
        .mapToDouble(entry -> entry.getValue() * secondsOfOne.applyAsDouble(entry.getKey()))
        .sum();
  }

  private void count(EncryptedOperation operation) {
    switch (operation) {
      case IntegerLinear linear -> count(linear);
      case Quadratic quadratic -> count(quadratic);
      case Product product ->
          add(
              product.left() == product.right() ? Operation.SQUARE : Operation.MULTIPLY,
              larger(program.value(product.left()), program.value(product.right())),
              product.output().rows());
      case Barrier barrier -> count(barrier);
    }
  }

  private void count(IntegerLinear linear) {
    for (IntegerBlock block : linear.blocks()) {
      EncryptedValue value = program.value(linear.inputs().get(block.input()));
      switch (block) {
        case IntegerDenseBlock dense -> {
          int[] gather = dense.gather();
          for (long[] weights : dense.weights()) {
            for (int column = 0; column < gather.length; column++) {
              count(gather[column] < 0 ? 0 : weights[column], value);
            }
          }
        }
        case IntegerDiagonalBlock diagonal -> {
          for (long weight : diagonal.weights()) {
            count(weight, value);
          }
        }
      }
    }
    for (double bias : linear.bias()) {
      add(Operation.ADD_INTEGER, linear.output(), bias == 0 ? 0 : 1);
    }
  }

  private void count(long weight, EncryptedValue value) {
    if (weight != 0) {
      add(Math.abs(weight) == 1 ? Operation.ADD : Operation.MULTIPLY_ADD, value, 1);
    }
  }

  private void count(Quadratic quadratic) {
    EncryptedValue value = program.value(quadratic.input());
    for (int row = 0; row < quadratic.output().rows(); row++) {
      if (quadratic.isPlainSquare(row)) {
        add(Operation.SQUARE, value, 1);
      } else {
        add(Operation.MULTIPLY_ADD, value, 1);
        add(Operation.ADD_INTEGER, value, 1);
        add(Operation.MULTIPLY, value, 1);
        add(Operation.ADD_INTEGER, quadratic.output(), 1);
      }
    }
  }

  private void count(Barrier barrier) {
    EncryptedValue value = program.value(barrier.input());
    int rows = barrier.output().rows();
    int limbs = value.limbs();
    add(new OperationKind(Operation.DROP, value.components(), limbs), rows);
    limbs -= barrier.drops();
    int components = value.components();
    if (barrier.relinearise()) {
      add(new OperationKind(Operation.RELINEARISE, components, limbs), rows);
      components = 2;
    }
    for (int rescale = 0; rescale < barrier.rescales(); rescale++) {
      add(new OperationKind(Operation.RESCALE, components, limbs - rescale), rows);
    }
  }

  private static EncryptedValue larger(EncryptedValue left, EncryptedValue right) {
    return left.components() >= right.components() ? left : right;
  }

  private void add(Operation operation, EncryptedValue operand, long times) {
    add(new OperationKind(operation, operand.components(), operand.limbs()), times);
  }

  private void add(OperationKind kind, long times) {
    if (times > 0) {
      counts.merge(kind, times, Long::sum);
    }
  }
}
