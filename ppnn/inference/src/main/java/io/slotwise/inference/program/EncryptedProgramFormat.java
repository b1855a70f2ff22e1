package io.slotwise.inference.program;

import io.slotwise.inference.file.PayloadReader;
import io.slotwise.inference.file.PayloadWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The binary form of an {@link EncryptedProgram}: the weight matrices (each once, however many
 * blocks share it), the input, the operations. Every operation begins with its kind and the version
 * of its kind; unknown ones are refused.
 */
public final class EncryptedProgramFormat {
  private static final int LINEAR = 1;
  private static final int QUADRATIC = 2;
  private static final int PRODUCT = 3;
  private static final int BARRIER = 4;
  private static final int OPERATION_VERSION = 1;
  private static final int DENSE = 1;
  private static final int DIAGONAL = 2;

  private EncryptedProgramFormat() {}

  /** Writes a program; equal programs give equal bytes. */
  public static void write(EncryptedProgram program, PayloadWriter out) throws IOException {
    IdentityHashMap<long[][], Integer> matrices = matrices(program);
    out.writeInt(matrices.size());
    long[][][] ordered = new long[matrices.size()][][];
    matrices.forEach((matrix, number) -> ordered[number] = matrix);
    for (long[][] matrix : ordered) {
      out.writeInt(matrix.length);
      for (long[] row : matrix) {
        out.writeLongs(row);
      }
    }
    write(program.input(), out);
    out.writeInt(program.operations().size());
    for (EncryptedOperation operation : program.operations()) {
      write(operation, matrices, out);
    }
  }

  /**
   * Reads a program.
   *
   * @throws IOException if it ends too early, has an operation of an unknown kind or version, or
   *     its operations do not fit together
   */
  public static EncryptedProgram read(PayloadReader in) throws IOException {
    try {
      List<long[][]> matrices = new ArrayList<>();
      for (int i = in.readCount(Integer.BYTES); i > 0; i--) {
        long[][] matrix = new long[in.readCount(Integer.BYTES)][];
        for (int row = 0; row < matrix.length; row++) {
          matrix[row] = in.readLongs();
        }
        matrices.add(matrix);
      }
      EncryptedValue input = readValue(in);
      List<EncryptedOperation> operations = new ArrayList<>();
      for (int i = in.readCount(2 * Integer.BYTES); i > 0; i--) {
        operations.add(readOperation(matrices, in));
      }
      return new EncryptedProgram(input, operations);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Numbers the distinct arrays by identity, in order of first use. */
  private static IdentityHashMap<long[][], Integer> matrices(EncryptedProgram program) {
    IdentityHashMap<long[][], Integer> numbers = new IdentityHashMap<>();
    for (EncryptedOperation operation : program.operations()) {
      if (operation instanceof IntegerLinear linear) {
        for (IntegerBlock block : linear.blocks()) {
          if (block instanceof IntegerDenseBlock dense) {
            numbers.putIfAbsent(dense.weights(), numbers.size());
          }
        }
      }
    }
    return numbers;
  }

  private static void write(EncryptedValue value, PayloadWriter out) throws IOException {
    out.writeInt(value.rows());
    out.writeInt(value.components());
    out.writeInt(value.limbs());
    out.writeDoubles(value.scales());
  }

  private static EncryptedValue readValue(PayloadReader in) throws IOException {
    return new EncryptedValue(in.readInt(), in.readInt(), in.readInt(), in.readDoubles());
  }

  private static void write(
      EncryptedOperation operation, IdentityHashMap<long[][], Integer> matrices, PayloadWriter out)
      throws IOException {
    out.writeInt(
        switch (operation) {
          case IntegerLinear _ -> LINEAR;
          case Quadratic _ -> QUADRATIC;
          case Product _ -> PRODUCT;
          case Barrier _ -> BARRIER;
        });
    out.writeInt(OPERATION_VERSION);
    out.writeString(operation.name());
    out.writeInts(operation.inputs().stream().mapToInt(Integer::intValue).toArray());
    write(operation.output(), out);
    switch (operation) {
      case IntegerLinear linear -> writeBody(linear, matrices, out);
      case Quadratic quadratic -> {
        out.writeLongs(quadratic.square());
        out.writeDoubles(quadratic.linear());
        out.writeDoubles(quadratic.constant());
      }
      case Product _ -> {}
      case Barrier barrier -> {
        out.writeInt(barrier.drops());
        out.writeBoolean(barrier.relinearise());
        out.writeInt(barrier.rescales());
      }
    }
  }

  private static EncryptedOperation readOperation(List<long[][]> matrices, PayloadReader in)
      throws IOException {
    int kind = in.readInt();
    int version = in.readInt();
    if (kind < LINEAR || kind > BARRIER || version != OPERATION_VERSION) {
      throw new IOException(
          "operation of kind " + kind + ", version " + version + ", which this Slotwise lacks");
    }
    String name = in.readString();
    List<Integer> inputs = Arrays.stream(in.readInts()).boxed().toList();
    EncryptedValue output = readValue(in);
    if (kind != LINEAR && inputs.size() != (kind == PRODUCT ? 2 : 1)) {
      throw new IOException("operation " + name + " reads " + inputs.size() + " values");
    }
    return switch (kind) {
      case LINEAR -> readLinear(name, inputs, output, matrices, in);
      case QUADRATIC ->
          new Quadratic(
              name, inputs.get(0), output, in.readLongs(), in.readDoubles(), in.readDoubles());
      case PRODUCT -> new Product(name, inputs.get(0), inputs.get(1), output);
      default ->
          new Barrier(name, inputs.get(0), output, in.readInt(), in.readBoolean(), in.readInt());
    };
  }

  private static void writeBody(
      IntegerLinear linear, IdentityHashMap<long[][], Integer> matrices, PayloadWriter out)
      throws IOException {
    out.writeDoubles(linear.bias());
    out.writeInt(linear.blocks().size());
    for (IntegerBlock block : linear.blocks()) {
      switch (block) {
        case IntegerDenseBlock dense -> {
          out.writeInt(DENSE);
          out.writeInt(dense.input());
          out.writeInts(dense.gather());
          out.writeInts(dense.outputRows());
          out.writeInt(matrices.get(dense.weights()));
        }
        case IntegerDiagonalBlock diagonal -> {
          out.writeInt(DIAGONAL);
          out.writeInt(diagonal.input());
          out.writeInts(diagonal.inputRows());
          out.writeInts(diagonal.outputRows());
          out.writeLongs(diagonal.weights());
        }
      }
    }
  }

  private static IntegerLinear readLinear(
      String name,
      List<Integer> inputs,
      EncryptedValue output,
      List<long[][]> matrices,
      PayloadReader in)
      throws IOException {
    double[] bias = in.readDoubles();
    List<IntegerBlock> blocks = new ArrayList<>();
    for (int i = in.readCount(2 * Integer.BYTES); i > 0; i--) {
      blocks.add(readBlock(matrices, in));
    }
    return new IntegerLinear(name, inputs, output, blocks, bias);
  }

  private static IntegerBlock readBlock(List<long[][]> matrices, PayloadReader in)
      throws IOException {
    int kind = in.readInt();
    int input = in.readInt();
    int[] inputRows = in.readInts();
    int[] outputRows = in.readInts();
    return switch (kind) {
      case DENSE -> {
        int matrix = in.readInt();
        Checks.range("weight matrix", matrix, 0, matrices.size() - 1);
        yield new IntegerDenseBlock(input, inputRows, outputRows, matrices.get(matrix));
      }
      case DIAGONAL -> new IntegerDiagonalBlock(input, inputRows, outputRows, in.readLongs());
      default -> throw new IOException("block of kind " + kind + ", which this Slotwise lacks");
    };
  }
}
