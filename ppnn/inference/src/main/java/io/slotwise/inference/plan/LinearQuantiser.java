package io.slotwise.inference.plan;

import io.slotwise.inference.program.IntegerBlock;
import io.slotwise.inference.program.IntegerDenseBlock;
import io.slotwise.inference.program.IntegerDiagonalBlock;
import io.slotwise.model.program.Block;
import io.slotwise.model.program.DenseBlock;
import io.slotwise.model.program.DiagonalBlock;
import io.slotwise.model.program.LinearOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns one linear map into integers. The weight from row {@code j} to row {@code i} becomes {@code
 * round(w · outputScale[i] / scale[j])}, so that the sum has the row's scale whatever the scales of
 * the inputs are. What the rounded weights do to bounds and errors is followed exactly.
 */
final class LinearQuantiser {
  /** Weights stay below 2^62, so that engines can hold them in 64 bits. */
  private static final double LARGEST_WEIGHT = 0x1p61;

  /**
   * What a linear map of rows with shared noise may do beyond adding the noise of independent rows:
   * overlapping windows repeat the same noise.
   */
  private static final double SHARED_NOISE = 3;

  private final LinearOperation operation;
  private final List<TrackedValue> inputs;
  private final double[] low;
  private final double[] high;
  private final double[] constant;
  private double largestRatio;

  LinearQuantiser(LinearOperation operation, List<TrackedValue> inputs) {
    this.operation = operation;
    this.inputs = inputs;
    low = new double[operation.outputRows()];
    high = new double[operation.outputRows()];
    constant = operation.bias().clone();
    forEachWeight(this::addUnrounded);
    for (int i = 0; i < constant.length; i++) {
      low[i] += constant[i];
      high[i] += constant[i];
    }
  }

  /** Receives one weight: from a row of an input to an output row. */
  private interface WeightVisitor {
    void visit(int input, int row, int outputRow, double weight);
  }

  /** Lower bounds of the output's rows before rounding; a copy. */
  double[] low() {
    return low.clone();
  }

  /** Upper bounds of the output's rows before rounding; a copy. */
  double[] high() {
    return high.clone();
  }

  /** The largest output scale at which the weights fit. */
  double largestScale() {
    return LARGEST_WEIGHT / Math.max(largestRatio, Double.MIN_NORMAL);
  }

  /** Multiplications that a map asks for. */
  static long multiplications(LinearOperation operation) {
    long count = 0;
    for (Block block : operation.blocks()) {
      switch (block) {
        case DenseBlock dense -> {
          for (double[] row : dense.weights()) {
            for (int j = 0; j < row.length; j++) {
              count += dense.gather()[j] >= 0 && row[j] != 0 ? 1 : 0;
            }
          }
        }
        case DiagonalBlock diagonal -> count += diagonal.weights().length;
      }
    }
    return count;
  }

  /**
   * The integer map.
   *
   * @param blocks the parts
   * @param bias the integer constants
   * @param low bounds of the rows with the rounded weights
   * @param high bounds of the rows with the rounded weights
   * @param error standard deviations
   */
  record Result(
      List<IntegerBlock> blocks, double[] bias, double[] low, double[] high, double[] error) {}

  /**
   * Rounds.
   *
   * @param outputScales scale of each row of the output, before any rescale
   * @param shift added to each row, in the model's units
   */
  Result quantise(double[] outputScales, double[] shift) {
    IdentityHashMap<double[][], List<ScaledMatrix>> known = new IdentityHashMap<>();
    List<@Nullable ScaledMatrix> matrices = new ArrayList<>();
    for (Block block : operation.blocks()) {
      matrices.add(block instanceof DenseBlock dense ? scaled(dense, outputScales, known) : null);
    }
    IdentityHashMap<ScaledMatrix, long[][]> rounded = new IdentityHashMap<>();
    List<IntegerBlock> blocks = new ArrayList<>();
    Tally tally = new Tally(operation.outputRows(), inputs.size(), outputScales);
    for (int number = 0; number < matrices.size(); number++) {
      ScaledMatrix matrix = matrices.get(number);
      blocks.add(
          switch (operation.blocks().get(number)) {
            case DenseBlock dense ->
                dense(dense, rounded.computeIfAbsent(matrix, ScaledMatrix::rounded), tally);
            case DiagonalBlock diagonal -> diagonal(diagonal, outputScales, tally);
          });
    }
    double[] bias = new double[constant.length];
    for (int i = 0; i < bias.length; i++) {
      bias[i] = Math.rint((constant[i] + shift[i]) * outputScales[i]);
      tally.low[i] += bias[i] / outputScales[i];
      tally.high[i] += bias[i] / outputScales[i];
    }
    return new Result(blocks, bias, tally.low, tally.high, tally.errors(inputs));
  }

  private ScaledMatrix scaled(
      DenseBlock block,
      double[] outputScales,
      IdentityHashMap<double[][], List<ScaledMatrix>> known) {
    TrackedValue input = inputs.get(block.input());
    double[] columns = new double[block.gather().length];
    for (int j = 0; j < columns.length; j++) {
      int row = block.gather()[j];
      columns[j] = row < 0 ? Double.NaN : 1 / input.scale(row);
    }
    double[] rows = new double[block.outputRows().length];
    Arrays.setAll(rows, i -> outputScales[block.outputRows()[i]]);
    return ScaledMatrix.find(known, block.weights(), rows, columns);
  }

  private IntegerDenseBlock dense(DenseBlock block, long[][] rounded, Tally tally) {
    for (int i = 0; i < rounded.length; i++) {
      tally.row(block, inputs.get(block.input()), i, rounded[i]);
    }
    return new IntegerDenseBlock(block.input(), block.gather(), block.outputRows(), rounded);
  }

  private IntegerDiagonalBlock diagonal(DiagonalBlock block, double[] outputScales, Tally tally) {
    TrackedValue input = inputs.get(block.input());
    long[] rounded = new long[block.weights().length];
    for (int i = 0; i < rounded.length; i++) {
      int row = block.inputRows()[i];
      int output = block.outputRows()[i];
      rounded[i] = Math.round(block.weights()[i] * outputScales[output] / input.scale(row));
      tally.add(block.input(), input, row, output, block.weights()[i], rounded[i]);
    }
    return new IntegerDiagonalBlock(block.input(), block.inputRows(), block.outputRows(), rounded);
  }

  private void addUnrounded(int input, int row, int outputRow, double weight) {
    TrackedValue value = inputs.get(input);
    low[outputRow] += weight * (weight > 0 ? value.low()[row] : value.high()[row]);
    high[outputRow] += weight * (weight > 0 ? value.high()[row] : value.low()[row]);
    double[] offset = value.offset();
    if (offset != null) {
      constant[outputRow] += weight * offset[row];
    }
    largestRatio = Math.max(largestRatio, Math.abs(weight) / value.scale(row));
  }

  private void forEachWeight(WeightVisitor visitor) {
    for (Block block : operation.blocks()) {
      switch (block) {
        case DenseBlock dense -> {
          for (int i = 0; i < dense.outputRows().length; i++) {
            for (int j = 0; j < dense.gather().length; j++) {
              if (dense.gather()[j] >= 0) {
                visitor.visit(
                    dense.input(), dense.gather()[j], dense.outputRows()[i], dense.weights()[i][j]);
              }
            }
          }
        }
        case DiagonalBlock diagonal -> {
          for (int i = 0; i < diagonal.outputRows().length; i++) {
            visitor.visit(
                diagonal.input(),
                diagonal.inputRows()[i],
                diagonal.outputRows()[i],
                diagonal.weights()[i]);
          }
        }
      }
    }
  }

  /** Bounds and errors of the output, gathered weight by weight. */
  private static final class Tally {
    final double[] low;
    final double[] high;
    private final double[] outputScales;
    private final double[] rounding;
    private final double[][] variance;
    private final double[][] sum;

    Tally(int rows, int inputs, double[] outputScales) {
      low = new double[rows];
      high = new double[rows];
      rounding = new double[rows];
      variance = new double[inputs][rows];
      sum = new double[inputs][rows];
      this.outputScales = outputScales;
    }

    void row(DenseBlock block, TrackedValue input, int i, long[] rounded) {
      int output = block.outputRows()[i];
      for (int j = 0; j < rounded.length; j++) {
        int row = block.gather()[j];
        if (row >= 0) {
          add(block.input(), input, row, output, block.weights()[i][j], rounded[j]);
        }
      }
    }

    void add(int number, TrackedValue input, int row, int output, double weight, long rounded) {
      double effective = rounded * (input.scale(row) / outputScales[output]);
      double atLow = effective * input.low()[row];
      double atHigh = effective * input.high()[row];
      low[output] += Math.min(atLow, atHigh);
      high[output] += Math.max(atLow, atHigh);
      double off = (effective - weight) * input.usual(row);
      rounding[output] += off * off;
      double noise = effective * input.error()[row];
      variance[number][output] += noise * noise;
      sum[number][output] += Math.abs(noise);
    }

    /** Different inputs may carry the same noise, so their deviations add up. */
    double[] errors(List<TrackedValue> inputs) {
      double[] errors = new double[low.length];
      for (int i = 0; i < errors.length; i++) {
        double noise = 0;
        for (int k = 0; k < inputs.size(); k++) {
          double independent = Math.sqrt(variance[k][i]);
          noise +=
              inputs.get(k).sharedNoise()
                  ? Math.min(sum[k][i], SHARED_NOISE * independent)
                  : independent;
        }
        errors[i] = Math.hypot(noise, Math.sqrt(rounding[i]));
      }
      return errors;
    }
  }
}
