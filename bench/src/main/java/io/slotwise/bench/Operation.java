package io.slotwise.bench;

import io.slotwise.openfhe.TensorProgramBuilder;
import java.util.Random;
import java.util.stream.IntStream;

/** One operation on a tensor, and how many multiply-adds it takes for each residue. */
public enum Operation {
  /** A dense layer: 845 rows to 100. */
  DENSE(845, 2, 845 * 100 * 2) {
    @Override
    void append(TensorProgramBuilder program) {
      matrices(program, 845, 100, 1, 845);
    }
  },
  /** A wide convolution: 169 positions, each 288 rows to 32. */
  CONVOLUTION(1024, 2, 169 * 288 * 32 * 2) {
    @Override
    void append(TensorProgramBuilder program) {
      matrices(program, 288, 32, 169, 1024);
    }
  },
  /** A narrow convolution: 169 positions, each 25 rows to 5. */
  NARROW_CONVOLUTION(784, 2, 169 * 25 * 5 * 2) {
    @Override
    void append(TensorProgramBuilder program) {
      matrices(program, 25, 5, 169, 784);
    }
  },
  /** Squares of ciphertexts of 2 components: 3 multiplications and a doubling. */
  SQUARE(845, 2, 845 * 3) {
    @Override
    void append(TensorProgramBuilder program) {
      quadratic(program, 845, 1);
    }
  },
  /** Squares of ciphertexts of 3 components: 6 multiplications. */
  SQUARE_OF_3(100, 3, 100 * 6) {
    @Override
    void append(TensorProgramBuilder program) {
      quadratic(program, 100, 1);
    }
  },
  /** Quadratics with coefficients of their own. */
  QUADRATIC(845, 2, 845 * 8) {
    @Override
    void append(TensorProgramBuilder program) {
      quadratic(program, 845, 12345);
    }
  },
  /** Rescales of ciphertexts of 3 components; counted are butterflies of the transforms. */
  RESCALE(100, 3, 100 * 3 * 13 / 2) {
    @Override
    void append(TensorProgramBuilder program) {
      program.barrier(0, 0, 1);
    }
  };

  private final int rows;
  private final int components;
  private final long multiplyAdds;

  Operation(int rows, int components, long multiplyAdds) {
    this.rows = rows;
    this.components = components;
    this.multiplyAdds = multiplyAdds;
  }

  abstract void append(TensorProgramBuilder program);

  int rows() {
    return rows;
  }

  int components() {
    return components;
  }

  /** For each point of each limb. */
  long multiplyAdds() {
    return multiplyAdds;
  }

  /** Blocks of one shared matrix of 8-bit weights, whose inputs start at different rows. */
  private static void matrices(
      TensorProgramBuilder program, int inputs, int outputs, int blocks, int rows) {
    Random random = new Random(1);
    long[][] weights = new long[outputs][inputs];
    for (long[] row : weights) {
      java.util.Arrays.setAll(row, _ -> random.nextInt(-127, 128));
    }
    program.linear(new int[] {0}, new double[blocks * outputs]);
    int matrix = program.matrix(weights);
    for (int block = 0; block < blocks; block++) {
      int first = blocks == 1 ? 0 : block * (rows - inputs) / (blocks - 1);
      program.denseBlock(
          0,
          IntStream.range(first, first + inputs).toArray(),
          IntStream.range(block * outputs, (block + 1) * outputs).toArray(),
          matrix);
    }
  }

  private static void quadratic(TensorProgramBuilder program, int rows, long coefficient) {
    long[] square = new long[rows];
    java.util.Arrays.fill(square, coefficient);
    double[] rest = new double[rows];
    java.util.Arrays.fill(rest, (double) (coefficient - 1));
    program.quadratic(0, square, rest, rest);
  }
}
