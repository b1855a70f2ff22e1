package io.slotwise.inference.plan;

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
import io.slotwise.model.program.Block;
import io.slotwise.model.program.DenseBlock;
import io.slotwise.model.program.DiagonalBlock;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Runs a network, or the encrypted program that stands for it, on sample inputs in doubles. Values
 * have the shape (rows, samples). Integers beyond 2^53 are rounded, which is far below what
 * quantisation and noise do to them.
 */
final class SampledExecution {
  private SampledExecution() {}

  /** Every value of a network: the inputs first, the scores last. */
  static double[][][] values(Program program, double[][] inputs) {
    double[][][] values = new double[program.values()][][];
    values[0] = inputs;
    int samples = inputs[0].length;
    for (int i = 0; i < program.operations().size(); i++) {
      values[i + 1] =
          switch (program.operations().get(i)) {
            case LinearOperation linear -> linear(linear, values, samples);
            case PolynomialOperation polynomial ->
                polynomial(polynomial.coefficients(), values[polynomial.input()]);
          };
    }
    return values;
  }

  private static double[][] linear(LinearOperation operation, double[][][] values, int samples) {
    double[][] output = constants(operation.bias(), samples);
    for (Block block : operation.blocks()) {
      double[][] input = values[operation.inputs().get(block.input())];
      switch (block) {
        case DenseBlock dense -> {
          for (int i = 0; i < dense.outputRows().length; i++) {
            for (int j = 0; j < dense.gather().length; j++) {
              if (dense.gather()[j] >= 0) {
                double weight = dense.weights()[i][j];
                add(output[dense.outputRows()[i]], weight, input[dense.gather()[j]]);
              }
            }
          }
        }
        case DiagonalBlock diagonal -> {
          for (int i = 0; i < diagonal.inputRows().length; i++) {
            add(
                output[diagonal.outputRows()[i]],
                diagonal.weights()[i],
                input[diagonal.inputRows()[i]]);
          }
        }
      }
    }
    return output;
  }

  private static double[][] polynomial(double[][] c, double[][] input) {
    double[][] output = new double[input.length][input[0].length];
    for (int row = 0; row < input.length; row++) {
      for (int s = 0; s < input[row].length; s++) {
        double sum = 0;
        for (int d = c.length - 1; d >= 0; d--) {
          sum = sum * input[row][s] + c[d][row];
        }
        output[row][s] = sum;
      }
    }
    return output;
  }

  /**
   * Noise that enters with a value.
   *
   * @param deviations standard deviation by value, in the value's integers; 0 for none
   */
  record Noise(double[] deviations, SplittableRandom random) {
    /** Adds it to a value. */
    void addTo(int value, double[][] integers) {
      double deviation = deviations[value];
      if (deviation > 0) {
        for (double[] row : integers) {
          for (int s = 0; s < row.length; s++) {
            row[s] += deviation * random.nextGaussian();
          }
        }
      }
    }
  }

  /** What is told of each value as it is made; its numbers are integers over the row's scale. */
  @FunctionalInterface
  interface Observer {
    void made(int value, double[][] integers);
  }

  /**
   * Runs an encrypted program.
   *
   * @param noise null for none
   * @return the integers of the scores
   */
  static double[][] run(
      EncryptedProgram program, double[][] inputs, @Nullable Noise noise, Observer observer) {
    double[] @Nullable [][] values = new double[program.operations().size() + 1][][];
    values[0] = scaled(program.input(), inputs);
    finish(0, values[0], noise, observer);
    for (int i = 0; i < program.operations().size(); i++) {
      EncryptedOperation operation = program.operations().get(i);
      values[i + 1] =
          switch (operation) {
            case IntegerLinear linear -> linear(linear, values, inputs[0].length);
            case Quadratic quadratic -> quadratic(quadratic, values[quadratic.input()]);
            case Product product -> product(values[product.left()], values[product.right()]);
            case Barrier barrier ->
                rescaled(program.value(barrier.input()), barrier, values[barrier.input()]);
          };
      finish(i + 1, values[i + 1], noise, observer);
      for (int input : operation.inputs()) {
        values[input] = program.lastReader(input) <= i ? null : values[input];
      }
    }
    return values[values.length - 1];
  }

  private static void finish(
      int value, double[][] integers, @Nullable Noise noise, Observer observer) {
    if (noise != null) {
      noise.addTo(value, integers);
    }
    observer.made(value, integers);
  }

  private static double[][] scaled(EncryptedValue input, double[][] inputs) {
    double[][] integers = new double[inputs.length][inputs[0].length];
    for (int row = 0; row < inputs.length; row++) {
      add(integers[row], input.scales()[row], inputs[row]);
    }
    return integers;
  }

  private static double[][] linear(IntegerLinear operation, double[][][] values, int samples) {
    double[][] output = constants(operation.bias(), samples);
    for (IntegerBlock block : operation.blocks()) {
      double[][] input = values[operation.inputs().get(block.input())];
      switch (block) {
        case IntegerDenseBlock dense -> {
          for (int i = 0; i < dense.outputRows().length; i++) {
            for (int j = 0; j < dense.gather().length; j++) {
              if (dense.gather()[j] >= 0) {
                double weight = (double) dense.weights()[i][j];
                add(output[dense.outputRows()[i]], weight, input[dense.gather()[j]]);
              }
            }
          }
        }
        case IntegerDiagonalBlock diagonal -> {
          for (int i = 0; i < diagonal.inputRows().length; i++) {
            add(
                output[diagonal.outputRows()[i]],
                (double) diagonal.weights()[i],
                input[diagonal.inputRows()[i]]);
          }
        }
      }
    }
    return output;
  }

  private static double[][] quadratic(Quadratic operation, double[][] input) {
    double[][] output = new double[input.length][input[0].length];
    for (int row = 0; row < input.length; row++) {
      double square = (double) operation.square()[row];
      double linear = operation.linear()[row];
      double constant = operation.constant()[row];
      for (int s = 0; s < input[row].length; s++) {
        output[row][s] = (square * input[row][s] + linear) * input[row][s] + constant;
      }
    }
    return output;
  }

  private static double[][] product(double[][] left, double[][] right) {
    double[][] output = new double[left.length][left[0].length];
    for (int row = 0; row < left.length; row++) {
      for (int s = 0; s < left[row].length; s++) {
        output[row][s] = left[row][s] * right[row][s];
      }
    }
    return output;
  }

  /** Exact scales tell what a rescale divided by. */
  private static double[][] rescaled(EncryptedValue value, Barrier barrier, double[][] input) {
    double[][] output = new double[input.length][input[0].length];
    for (int row = 0; row < input.length; row++) {
      add(output[row], barrier.output().scales()[row] / value.scales()[row], input[row]);
    }
    return output;
  }

  private static double[][] constants(double[] bias, int samples) {
    double[][] output = new double[bias.length][samples];
    for (int row = 0; row < bias.length; row++) {
      java.util.Arrays.fill(output[row], bias[row]);
    }
    return output;
  }

  private static void add(double[] output, double weight, double[] input) {
    if (weight != 0) {
      for (int s = 0; s < output.length; s++) {
        output[s] += weight * input[s];
      }
    }
  }
}
