package io.slotwise.inference.plan;

import io.slotwise.model.program.Block;
import io.slotwise.model.program.DenseBlock;
import io.slotwise.model.program.DiagonalBlock;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.Operation;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What the values of a network usually are: a proven bound is often a thousand times larger, and
 * would make predicted errors as much larger. Taken from seeded random inputs, noise of different
 * strength around different levels, and widened by {@value #WIDENING} times their spread to each
 * side.
 */
final class SampledRanges {
  private static final int SAMPLES = 16;
  private static final long SEED = 42;
  private static final double WIDENING = 3;

  private final double[][] low;
  private final double[][] high;

  SampledRanges(Program program, double inputLow, double inputHigh) {
    int count = program.operations().size() + 1;
    low = new double[count][];
    high = new double[count][];
    SplittableRandom random = new SplittableRandom(SEED);
    for (int sample = 0; sample < SAMPLES; sample++) {
      double[] input = input(program.inputRows(), inputLow, inputHigh, random);
      double[][] values = values(program, input);
      for (int value = 0; value < count; value++) {
        include(value, values[value]);
      }
    }
  }

  /** How far scores spread: largest minus smallest, before widening. */
  double scoreRange() {
    double least = Arrays.stream(low[low.length - 1]).min().orElse(0);
    double most = Arrays.stream(high[high.length - 1]).max().orElse(0);
    double range = most - least;
    return range > 0 ? range : Math.max(Math.abs(most), 1e-6);
  }

  /** Usual lower ends of the rows of a value of the network. */
  double[] low(int value) {
    return widened(value, -1, low[value]);
  }

  /** Usual upper ends of the rows of a value of the network. */
  double[] high(int value) {
    return widened(value, 1, high[value]);
  }

  private double[] widened(int value, int direction, double[] ends) {
    double mean = 0;
    for (int row = 0; row < ends.length; row++) {
      mean += (high[value][row] - low[value][row]) / 2 / ends.length;
    }
    double[] widened = new double[ends.length];
    for (int row = 0; row < ends.length; row++) {
      double spread = (high[value][row] - low[value][row]) / 2;
      widened[row] = ends[row] + direction * WIDENING * Math.max(spread, mean);
    }
    return widened;
  }

  private void include(int value, double[] rows) {
    if (low[value] == null) {
      low[value] = rows.clone();
      high[value] = rows.clone();
    }
    for (int row = 0; row < rows.length; row++) {
      low[value][row] = Math.min(low[value][row], rows[row]);
      high[value][row] = Math.max(high[value][row], rows[row]);
    }
  }

  private static double[] input(int rows, double low, double high, SplittableRandom random) {
    double level = low + (high - low) * random.nextDouble();
    double strength = random.nextDouble();
    double[] input = new double[rows];
    for (int row = 0; row < rows; row++) {
      double noise = low + (high - low) * random.nextDouble();
      input[row] = level + strength * (noise - level);
    }
    return input;
  }

  /** Every value of a network for one input: the input first, the scores last. */
  static double[][] values(Program program, double[] input) {
    double[][] values = new double[program.operations().size() + 1][];
    values[0] = input;
    for (int i = 0; i < program.operations().size(); i++) {
      Operation operation = program.operations().get(i);
      values[i + 1] =
          switch (operation) {
            case LinearOperation linear -> linear(linear, values);
            case PolynomialOperation polynomial ->
                polynomial(polynomial, values[polynomial.input()]);
          };
    }
    return values;
  }

  private static double[] linear(LinearOperation operation, double[][] values) {
    double[] output = operation.bias().clone();
    for (Block block : operation.blocks()) {
      double[] input = values[operation.inputs().get(block.input())];
      switch (block) {
        case DenseBlock dense -> {
          for (int i = 0; i < dense.outputRows().length; i++) {
            for (int j = 0; j < dense.gather().length; j++) {
              int row = dense.gather()[j];
              output[dense.outputRows()[i]] += row < 0 ? 0 : dense.weights()[i][j] * input[row];
            }
          }
        }
        case DiagonalBlock diagonal -> {
          for (int i = 0; i < diagonal.inputRows().length; i++) {
            output[diagonal.outputRows()[i]] +=
                diagonal.weights()[i] * input[diagonal.inputRows()[i]];
          }
        }
      }
    }
    return output;
  }

  private static double[] polynomial(PolynomialOperation operation, double[] input) {
    double[][] c = operation.coefficients();
    double[] output = new double[input.length];
    for (int row = 0; row < input.length; row++) {
      for (int d = operation.degree(); d >= 0; d--) {
        output[row] = output[row] * input[row] + c[d][row];
      }
    }
    return output;
  }
}
