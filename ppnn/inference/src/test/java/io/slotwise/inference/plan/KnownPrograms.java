package io.slotwise.inference.plan;

import io.slotwise.model.program.Block;
import io.slotwise.model.program.DenseBlock;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.Operation;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Networks of known shape with random weights. */
final class KnownPrograms {
  private KnownPrograms() {}

  /** Convolution 5x5 with stride 2 to 5 maps of 13x13, square, dense 100, square, dense 10. */
  static Program cryptoNets() {
    Random random = new Random(7);
    double[][] kernel = weights(random, 5, 25, 0.3);
    List<Block> positions = new ArrayList<>();
    for (int y = 0; y < 13; y++) {
      for (int x = 0; x < 13; x++) {
        int position = y * 13 + x;
        int[] maps = IntStream.range(0, 5).map(map -> map * 169 + position).toArray();
        positions.add(new DenseBlock(0, window(y, x), maps, kernel));
      }
    }
    return new Program(
        784,
        List.of(
            new LinearOperation("conv", List.of(0), 845, positions, bias(random, 845)),
            square("square1", 1, 845),
            dense("dense1", 2, 845, 100, random),
            square("square2", 3, 100),
            dense("dense2", 4, 100, 10, random)));
  }

  private static int[] window(int y, int x) {
    int[] gather = new int[25];
    for (int i = 0; i < 25; i++) {
      int row = 2 * y + i / 5 - 1;
      int column = 2 * x + i % 5 - 1;
      boolean inside = row >= 0 && row < 28 && column >= 0 && column < 28;
      gather[i] = inside ? row * 28 + column : -1;
    }
    return gather;
  }

  /** That many dense layers of width 2 with squares between them. */
  static Program squares(int count) {
    Random random = new Random(1);
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[][] small = {{0.5, 0.25}, {-0.25, 0.5}};
      operations.add(
          new LinearOperation(
              "dense" + i,
              List.of(2 * i),
              2,
              List.of(new DenseBlock(0, new int[] {0, 1}, new int[] {0, 1}, small)),
              bias(random, 2)));
      operations.add(square("square" + i, 2 * i + 1, 2));
    }
    return new Program(2, operations);
  }

  static LinearOperation dense(String name, int value, int inputs, int outputs, Random random) {
    int[] gather = IntStream.range(0, inputs).toArray();
    int[] rows = IntStream.range(0, outputs).toArray();
    double[][] weights = weights(random, outputs, inputs, 1 / Math.sqrt(inputs));
    return new LinearOperation(
        name,
        List.of(value),
        outputs,
        List.of(new DenseBlock(0, gather, rows, weights)),
        bias(random, outputs));
  }

  static PolynomialOperation square(String name, int value, int rows) {
    double[][] coefficients = new double[3][rows];
    Arrays.fill(coefficients[2], 1);
    return new PolynomialOperation(name, value, coefficients);
  }

  private static double[][] weights(Random random, int outputs, int inputs, double size) {
    double[][] weights = new double[outputs][inputs];
    for (double[] row : weights) {
      Arrays.setAll(row, _ -> size * random.nextGaussian());
    }
    return weights;
  }

  private static double[] bias(Random random, int rows) {
    double[] bias = new double[rows];
    Arrays.setAll(bias, _ -> random.nextGaussian() / 8);
    return bias;
  }
}
