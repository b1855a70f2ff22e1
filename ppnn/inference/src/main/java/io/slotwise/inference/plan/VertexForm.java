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
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites a network so that most of each quadratic is a plain square: a·x² + b·x + c = a·(x + β)²
 * + γ with β = b/2a and γ = c - a·β². β goes into the bias of the linear map before, a into the
 * weights of the linear maps after, γ into their bias. The function of the network stays the same;
 * what values it has on the way does not.
 *
 * <p>A row keeps a general quadratic where a is zero, where the square would be much larger than
 * what it stands for, where the input or the scores do not leave room for β or γ, and where a would
 * go into weights that many blocks share and would then no longer share. Operations that the scores
 * do not depend on are left out.
 */
final class VertexForm {
  /** How much larger a shifted square may be than the quadratic that it stands for. */
  private static final double LARGEST_SHIFT = 8;

  /** Weights beyond which sharing them between blocks counts. */
  private static final long MANY_WEIGHTS = 1 << 18;

  private final Program program;
  private final ProgramShape shape;
  private final double[][] usual;
  private final List<Operation> operations = new ArrayList<>();
  private final StoredValue[] stored;
  private final Set<Integer> shared = new HashSet<>();

  private VertexForm(Program program, double[][] usual) {
    this.program = program;
    this.shape = new ProgramShape(program);
    this.usual = usual;
    stored = new StoredValue[program.values()];
  }

  /**
   * How the rewritten network holds a value of the original: original = factor · stored + offset,
   * row by row.
   *
   * @param index of the value in the rewritten network
   */
  record StoredValue(int index, double[] factor, double[] offset) {}

  /**
   * The rewritten network.
   *
   * @param program what computes the same scores
   * @param stored how it holds each value of the original, by index; null for what it leaves out
   * @param shared its values whose rows should keep one scale, because blocks that read them share
   *     weights
   */
  record Result(Program program, @Nullable StoredValue[] stored, Set<Integer> shared) {}

  /**
   * Rewrites a network.
   *
   * @param program polynomials have degree 2 at most
   * @param usual what the absolute values of each value's rows usually are at most
   */
  static Result rewrite(Program program, double[][] usual) {
    VertexForm form = new VertexForm(program, usual);
    form.stored[0] = plain(0, program.inputRows());
    for (int i = 0; i < program.operations().size(); i++) {
      if (form.shape.needed(i)) {
        form.stored[i + 1] =
            switch (program.operations().get(i)) {
              case LinearOperation linear -> form.linear(i, linear);
              case PolynomialOperation polynomial when ProgramShape.degree(polynomial) < 2 ->
                  form.linear(i, ProgramShape.affine(polynomial));
              case PolynomialOperation polynomial -> form.quadratic(i, polynomial);
            };
      }
    }
    return new Result(new Program(program.inputRows(), form.operations), form.stored, form.shared);
  }

  private static StoredValue plain(int index, int rows) {
    return new StoredValue(index, ProgramBuilder.filled(rows, 1), new double[rows]);
  }

  private int add(Operation operation) {
    operations.add(operation);
    return operations.size();
  }

  private StoredValue linear(int number, LinearOperation operation) {
    double[] bias = operation.bias().clone();
    IdentityHashMap<double[][], List<ScaledMatrix>> known = new IdentityHashMap<>();
    List<ScaledMatrix> matrices = new ArrayList<>();
    for (Block block : operation.blocks()) {
      StoredValue input = stored[operation.inputs().get(block.input())];
      addOffset(block, input.offset, bias);
      if (block instanceof DenseBlock dense) {
        matrices.add(scaled(dense, input.factor, known));
      }
    }
    IdentityHashMap<ScaledMatrix, double[][]> scaled = new IdentityHashMap<>();
    List<Block> blocks = new ArrayList<>();
    int dense = 0;
    for (Block block : operation.blocks()) {
      switch (block) {
        case DenseBlock d -> {
          double[][] weights = scaled.computeIfAbsent(matrices.get(dense++), ScaledMatrix::scaled);
          blocks.add(new DenseBlock(d.input(), d.gather(), d.outputRows(), weights));
        }
        case DiagonalBlock d -> {
          double[] factor = stored[operation.inputs().get(d.input())].factor;
          double[] weights = new double[d.weights().length];
          Arrays.setAll(weights, i -> d.weights()[i] * factor[d.inputRows()[i]]);
          blocks.add(new DiagonalBlock(d.input(), d.inputRows(), d.outputRows(), weights));
        }
      }
    }
    double[] shift = shift(number + 1);
    double[] offset = new double[shift.length];
    for (int row = 0; row < shift.length; row++) {
      bias[row] += shift[row];
      offset[row] = -shift[row];
    }
    List<Integer> inputs = operation.inputs().stream().map(v -> stored[v].index).toList();
    int index =
        add(new LinearOperation(operation.name(), inputs, operation.outputRows(), blocks, bias));
    return new StoredValue(index, ProgramBuilder.filled(shift.length, 1), offset);
  }

  private static ScaledMatrix scaled(
      DenseBlock block, double[] factor, Map<double[][], List<ScaledMatrix>> known) {
    double[] columns = new double[block.gather().length];
    for (int j = 0; j < columns.length; j++) {
      columns[j] = block.gather()[j] < 0 ? Double.NaN : factor[block.gather()[j]];
    }
    double[] rows = ProgramBuilder.filled(block.outputRows().length, 1);
    return ScaledMatrix.find(known, block.weights(), rows, columns);
  }

  private static void addOffset(Block block, double[] offset, double[] bias) {
    switch (block) {
      case DenseBlock dense -> {
        for (int j = 0; j < dense.gather().length; j++) {
          int row = dense.gather()[j];
          for (int i = 0; row >= 0 && offset[row] != 0 && i < dense.outputRows().length; i++) {
            bias[dense.outputRows()[i]] += dense.weights()[i][j] * offset[row];
          }
        }
      }
      case DiagonalBlock diagonal -> {
        for (int i = 0; i < diagonal.inputRows().length; i++) {
          bias[diagonal.outputRows()[i]] += diagonal.weights()[i] * offset[diagonal.inputRows()[i]];
        }
      }
    }
  }

  /** β of the first quadratic that reads a value, where that is worth it; 0 elsewhere. */
  private double[] shift(int value) {
    double[] shift = new double[program.rows(value)];
    for (int reader : shape.readers(value)) {
      if (program.operations().get(reader) instanceof PolynomialOperation polynomial
          && ProgramShape.degree(polynomial) == 2) {
        double[][] c = polynomial.coefficients();
        Arrays.setAll(shift, row -> shift(c[2][row], c[1][row], usual[value][row]));
        break;
      }
    }
    return shift;
  }

  private static double shift(double a, double b, double reach) {
    double shift = b / (2 * a);
    if (b == 0 || !Double.isFinite(shift)) {
      return 0;
    }
    double shifted = reach + Math.abs(shift);
    double unshifted = Math.abs(a) * reach * reach + Math.abs(b) * reach;
    return Math.abs(a) * shifted * shifted <= LARGEST_SHIFT * unshifted ? shift : 0;
  }

  private StoredValue quadratic(int number, PolynomialOperation operation) {
    StoredValue input = stored[operation.input()];
    double[][] c = inStored(operation.coefficients(), input);
    boolean scores = number + 1 == program.operations().size();
    boolean folds = !scores && !losesSharing(number + 1, c[2]);
    if (!scores && !folds) {
      shared.add(operations.size() + 1);
    }
    double[][] kept = new double[3][c[0].length];
    StoredValue made = plain(operations.size() + 1, c[0].length);
    for (int row = 0; row < c[0].length; row++) {
      boolean plain = folds && c[1][row] == 0 && c[2][row] != 0;
      kept[0][row] = scores ? c[0][row] : 0;
      kept[1][row] = c[1][row];
      kept[2][row] = plain ? 1 : c[2][row];
      made.factor[row] = plain ? c[2][row] : 1;
      made.offset[row] = scores ? 0 : c[0][row];
    }
    add(new PolynomialOperation(operation.name(), input.index, kept));
    return made;
  }

  /** The quadratics in terms of what is stored; a shift by b/2a leaves no linear term. */
  private static double[][] inStored(double[][] c, StoredValue input) {
    double[][] moved = new double[3][c[0].length];
    for (int row = 0; row < moved[0].length; row++) {
      double f = input.factor[row];
      double o = input.offset[row];
      double linear = 2 * c[2][row] * o + c[1][row];
      moved[0][row] = (c[2][row] * o + c[1][row]) * o + c[0][row];
      moved[1][row] = o != 0 && o == -c[1][row] / (2 * c[2][row]) ? 0 : linear * f;
      moved[2][row] = c[2][row] * f * f;
    }
    return moved;
  }

  /**
   * Whether a factor for each row of a value would multiply the weights of the linear maps that
   * read it, because blocks that share weights read rows with different factors.
   */
  private boolean losesSharing(int value, double[] factors) {
    long shared = 0;
    long apart = 0;
    for (int reader : shape.readers(value)) {
      if (program.operations().get(reader) instanceof LinearOperation linear) {
        IdentityHashMap<double[][], List<ScaledMatrix>> known = new IdentityHashMap<>();
        for (Block block : linear.blocks()) {
          if (block instanceof DenseBlock dense && linear.inputs().get(dense.input()) == value) {
            scaled(dense, factors, known);
          }
        }
        for (Map.Entry<double[][], List<ScaledMatrix>> matrix : known.entrySet()) {
          long size = (long) matrix.getKey().length * matrix.getKey()[0].length;
          shared += size;
          apart += size * matrix.getValue().size();
        }
      }
    }
    return apart > MANY_WEIGHTS && apart > 4 * shared;
  }
}
