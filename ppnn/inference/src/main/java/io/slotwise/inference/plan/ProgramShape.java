package io.slotwise.inference.plan;

import io.slotwise.model.program.DiagonalBlock;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.Operation;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Who reads what in a network, and how many limbs each value has cost. */
final class ProgramShape {
  private final Program program;
  private final boolean[] needed;
  private final List<List<Integer>> readers = new ArrayList<>();
  private final int[] depths;

  ProgramShape(Program program) {
    this.program = program;
    int operations = program.operations().size();
    needed = new boolean[operations];
    depths = new int[operations + 1];
    for (int value = 0; value <= operations; value++) {
      readers.add(new ArrayList<>());
    }
    needed[operations - 1] = true;
    for (int i = operations - 1; i >= 0; i--) {
      if (needed[i]) {
        markInputs(i);
      }
    }
    for (int i = 0; i < operations; i++) {
      depths[i + 1] = depthAfter(program.operations().get(i));
    }
  }

  /** Whether the scores depend on what an operation makes. */
  boolean needed(int operation) {
    return needed[operation];
  }

  /** The needed operations that read a value, each as often as it reads it. */
  List<Integer> readers(int value) {
    return readers.get(value);
  }

  /** Whether all that read a value are linear, and it is not the scores. */
  boolean feedsLinearOnly(int value) {
    return !readers(value).isEmpty()
        && readers(value).stream()
            .allMatch(reader -> program.operations().get(reader) instanceof LinearOperation);
  }

  /** Limbs spent on a value once it is back at one factor of scale. */
  int depth(int value) {
    return depths[value];
  }

  /** Limbs spent on the scores. */
  int depth() {
    return depths[depths.length - 1];
  }

  /** The highest degree with a coefficient other than 0; 0 for constants. */
  static int degree(PolynomialOperation polynomial) {
    int degree = polynomial.degree();
    while (degree > 0 && isZero(polynomial.coefficients()[degree])) {
      degree--;
    }
    return degree;
  }

  /** Limbs that a polynomial of a degree costs: products of powers of two; at least 1. */
  static int levels(int degree) {
    return Math.max(1, 32 - Integer.numberOfLeadingZeros(degree - 1));
  }

  /** A polynomial of degree 1 at most as a linear map. */
  static LinearOperation affine(PolynomialOperation operation) {
    int[] rows = IntStream.range(0, operation.outputRows()).toArray();
    double[][] c = operation.coefficients();
    return new LinearOperation(
        operation.name(),
        operation.inputs(),
        rows.length,
        List.of(new DiagonalBlock(0, rows, rows, c[1])),
        c[0]);
  }

  private static boolean isZero(double[] numbers) {
    for (double number : numbers) {
      if (number != 0) {
        return false;
      }
    }
    return true;
  }

  private void markInputs(int operation) {
    for (int value : program.operations().get(operation).inputs()) {
      readers.get(value).addFirst(operation);
      if (value > 0) {
        needed[value - 1] = true;
      }
    }
  }

  private int depthAfter(Operation operation) {
    int deepest = 0;
    for (int value : operation.inputs()) {
      deepest = Math.max(deepest, depths[value]);
    }
    return deepest
        + switch (operation) {
          case LinearOperation _ -> 1;
          case PolynomialOperation polynomial -> levels(Math.max(degree(polynomial), 2));
        };
  }
}
