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
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Seeded networks: convolutions, dense layers, residual sums, polynomials of every kind. */
public final class RandomPrograms {
  private final Random random;
  private final List<Operation> operations = new ArrayList<>();
  private final List<Integer> rows = new ArrayList<>();

  public RandomPrograms(Random random) {
    this.random = random;
  }

  /** A network with at most two polynomials of degree up to 5. */
  Program next() {
    operations.clear();
    rows.clear();
    int inputs = 2 + random.nextInt(8);
    rows.add(inputs);
    int value = 0;
    int layers = 1 + random.nextInt(2);
    for (int layer = 0; layer < layers; layer++) {
      if (random.nextInt(6) > 0) {
        value = random.nextBoolean() ? dense(value) : convolution(value);
      }
      int before = value;
      value = polynomial(value, layers == 1 ? 2 + random.nextInt(4) : 2 + random.nextInt(2));
      if (random.nextInt(3) == 0) {
        value = sum(before, value);
      }
    }
    if (random.nextInt(5) > 0) {
      dense(value);
    }
    return new Program(inputs, List.copyOf(operations));
  }

  /** A network of one to three quadratic activations, for engines that do not relinearise. */
  public Program nextQuadratic() {
    operations.clear();
    rows.clear();
    int inputs = 2 + random.nextInt(8);
    rows.add(inputs);
    int value = 0;
    int layers = 1 + random.nextInt(3);
    for (int layer = 0; layer < layers; layer++) {
      if (layer > 0 || random.nextInt(6) > 0) {
        value = linear(value);
      }
      int before = value;
      value = polynomial(value, 2);
      if (random.nextInt(3) == 0) {
        value = sum(before, value);
      }
    }
    if (random.nextInt(5) > 0) {
      linear(value);
    }
    return new Program(inputs, List.copyOf(operations));
  }

  private int linear(int value) {
    return switch (random.nextInt(3)) {
      case 0 -> dense(value);
      case 1 -> convolution(value);
      default -> grouped(value);
    };
  }

  /** Two halves of the rows with weights of their own, and a scaled skip connection. */
  private int grouped(int value) {
    int inputs = rows.get(value);
    if (inputs < 2) {
      return dense(value);
    }
    int half = inputs / 2;
    int[] first = IntStream.range(0, half).toArray();
    int[] second = IntStream.range(half, inputs).toArray();
    int[] all = IntStream.range(0, inputs).toArray();
    List<Block> blocks = new ArrayList<>();
    blocks.add(new DenseBlock(0, first, first, weights(half, half)));
    blocks.add(new DenseBlock(0, second, second, weights(inputs - half, inputs - half)));
    if (random.nextBoolean()) {
      blocks.add(new DiagonalBlock(0, all, all, weights(1, inputs)[0]));
    }
    return add(new LinearOperation(name("group"), List.of(value), inputs, blocks, bias(inputs)));
  }

  private int add(Operation operation) {
    operations.add(operation);
    rows.add(operation.outputRows());
    return operations.size();
  }

  private int dense(int value) {
    int outputs = 1 + random.nextInt(6);
    int inputs = rows.get(value);
    double[][] weights = weights(outputs, inputs);
    Block block =
        new DenseBlock(
            0,
            IntStream.range(0, inputs).toArray(),
            IntStream.range(0, outputs).toArray(),
            weights);
    return add(
        new LinearOperation(name("dense"), List.of(value), outputs, List.of(block), bias(outputs)));
  }

  /** One weight row shared by all positions, with padding at the ends. */
  private int convolution(int value) {
    int inputs = rows.get(value);
    double[][] weights = weights(1, 3);
    List<Block> blocks = new ArrayList<>();
    for (int position = 0; position < inputs; position++) {
      int next = position + 1 < inputs ? position + 1 : -1;
      int[] gather = {position - 1, position, next};
      blocks.add(new DenseBlock(0, gather, new int[] {position}, weights));
    }
    return add(new LinearOperation(name("conv"), List.of(value), inputs, blocks, bias(inputs)));
  }

  private int sum(int left, int right) {
    int[] all = IntStream.range(0, rows.get(left)).toArray();
    double[] ones = new double[all.length];
    Arrays.fill(ones, 1);
    List<Block> blocks =
        List.of(new DiagonalBlock(0, all, all, ones), new DiagonalBlock(1, all, all, ones));
    return add(
        new LinearOperation(
            name("sum"), List.of(left, right), all.length, blocks, new double[all.length]));
  }

  private int polynomial(int value, int degree) {
    double[][] coefficients = new double[degree + 1][rows.get(value)];
    for (int row = 0; row < rows.get(value); row++) {
      for (int d = 0; d <= degree; d++) {
        coefficients[d][row] = random.nextGaussian() * Math.pow(0.5, d);
      }
      switch (random.nextInt(8)) {
        case 0 -> coefficients[degree][row] = 0;
        case 1 -> coefficients[degree][row] *= 1e-6;
        case 2 -> coefficients[degree][row] *= 50;
        case 3 -> coefficients[degree][row] = -Math.abs(coefficients[degree][row]);
        case 4 -> {
          for (int d = 0; d < degree; d++) {
            coefficients[d][row] = 0;
          }
        }
        case 5 -> {
          for (int d = 0; d <= degree; d++) {
            coefficients[d][row] = 0;
          }
        }
        default -> {}
      }
    }
    return add(new PolynomialOperation(name("activation"), value, coefficients));
  }

  private String name(String kind) {
    return kind + "_" + operations.size();
  }

  private double[][] weights(int outputs, int inputs) {
    double[][] weights = new double[outputs][inputs];
    for (double[] row : weights) {
      Arrays.setAll(row, _ -> random.nextGaussian() / Math.sqrt(inputs));
    }
    return weights;
  }

  private double[] bias(int outputs) {
    double[] bias = new double[outputs];
    Arrays.setAll(bias, _ -> random.nextGaussian() / 4);
    return bias;
  }
}
