package io.slotwise.model.evaluation;

import io.slotwise.model.program.DenseBlock;
import io.slotwise.model.program.DiagonalBlock;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.Operation;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a lowered program on plain numbers, in double precision. Immutable and safe for use by
 * several threads.
 */
public final class ProgramEvaluator {
  private final Program program;
  private final int threads;
  private final int[] lastUse;

  private ProgramEvaluator(Program program, int threads) {
    this.program = program;
    this.threads = threads;
    this.lastUse = new int[program.values()];
    for (int i = 0; i < program.operations().size(); i++) {
      for (int input : program.operations().get(i).inputs()) {
        lastUse[input] = i;
      }
    }
  }

  /** An evaluator that uses all processors. */
  public static ProgramEvaluator of(Program program) {
    return new ProgramEvaluator(program, Runtime.getRuntime().availableProcessors());
  }

  /** The same with another number of threads, at least 1. */
  public ProgramEvaluator withThreads(int newThreads) {
    return new ProgramEvaluator(program, newThreads);
  }

  /**
   * The scores of a batch.
   *
   * @param images shape (images, features)
   * @return shape (images, outputs)
   * @throws io.slotwise.model.DataException if an image does not have as many features as the
   *     program has input rows
   */
  public double[][] evaluate(double[][] images) {
    double[][] rows = TiledEvaluation.transpose(images, program.inputRows());
    return TiledEvaluation.transpose(evaluateRows(rows), images.length);
  }

  /**
   * The same with one row per feature.
   *
   * @param rows shape (features, images)
   * @return shape (outputs, images)
   * @throws io.slotwise.model.DataException if the number of rows does not fit the program
   */
  public double[][] evaluateRows(double[][] rows) {
    return run(rows, null);
  }

  /**
   * The ranges that every row of every value takes on a batch.
   *
   * @param rows shape (features, images)
   * @throws io.slotwise.model.DataException if the number of rows does not fit the program
   */
  public ObservedRanges observe(double[][] rows) {
    int[] sizes = new int[program.values()];
    Arrays.setAll(sizes, program::rows);
    ObservedRanges ranges = new ObservedRanges(sizes);
    run(rows, ranges);
    return ranges;
  }

  private double[][] run(double[][] rows, @Nullable ObservedRanges ranges) {
    int widest = 1;
    for (int v = 0; v < program.values(); v++) {
      widest = Math.max(widest, program.rows(v));
    }
    return TiledEvaluation.run(
        rows,
        program.inputRows(),
        program.outputRows(),
        widest,
        threads,
        (input, width) -> runTile(input, width, ranges));
  }

  private double[][] runTile(double[][] input, int width, @Nullable ObservedRanges ranges) {
    double[] @Nullable [][] values = new double[program.values()][][];
    values[0] = input;
    if (ranges != null) {
      ranges.add(0, input, width);
    }
    for (int i = 0; i < program.operations().size(); i++) {
      Operation operation = program.operations().get(i);
      double[][] made =
          switch (operation) {
            case LinearOperation linear -> linear(linear, values, width);
            case PolynomialOperation polynomial ->
                polynomial(polynomial, values[polynomial.input()], width);
          };
      values[i + 1] = made;
      if (ranges != null) {
        ranges.add(i + 1, made, width);
      }
      for (int read : operation.inputs()) {
        if (lastUse[read] == i) {
          values[read] = null;
        }
      }
    }
    return values[program.values() - 1];
  }

  private static double[][] linear(
      LinearOperation operation, double[] @Nullable [][] values, int width) {
    double[][] out = new double[operation.outputRows()][width];
    for (int r = 0; r < out.length; r++) {
      Arrays.fill(out[r], operation.bias()[r]);
    }
    double[] zeros = new double[width];
    for (var block : operation.blocks()) {
      double[][] in = values[operation.inputs().get(block.input())];
      switch (block) {
        case DenseBlock dense -> {
          double[][] patch = new double[dense.gather().length][];
          for (int j = 0; j < patch.length; j++) {
            patch[j] = dense.gather()[j] < 0 ? zeros : in[dense.gather()[j]];
          }
          for (int o = 0; o < dense.outputRows().length; o++) {
            RowSum.add(out[dense.outputRows()[o]], patch, dense.weights()[o], 0, width);
          }
        }
        case DiagonalBlock diagonal -> {
          for (int r = 0; r < diagonal.inputRows().length; r++) {
            double[] row = in[diagonal.inputRows()[r]];
            RowSum.addOne(out[diagonal.outputRows()[r]], row, diagonal.weights()[r], width);
          }
        }
      }
    }
    return out;
  }

  private static double[][] polynomial(PolynomialOperation operation, double[][] in, int width) {
    double[][] out = new double[in.length][];
    double[] coefficients = new double[operation.degree() + 1];
    for (int r = 0; r < in.length; r++) {
      for (int d = 0; d < coefficients.length; d++) {
        coefficients[d] = operation.coefficients()[d][r];
      }
      out[r] = LayerKernels.horner(coefficients, in[r], width);
    }
    return out;
  }
}
