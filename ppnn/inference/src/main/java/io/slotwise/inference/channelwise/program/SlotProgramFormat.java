package io.slotwise.inference.channelwise.program;

import io.slotwise.inference.file.PayloadReader;
import io.slotwise.inference.file.PayloadWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The binary form of slot programs: each operation with its kind and version. */
public final class SlotProgramFormat {
  private static final int LINEAR = 1;
  private static final int PRODUCT = 2;
  private static final int SHIFT = 3;
  private static final int VERSION = 1;

  /** The least bytes of anything that is counted. */
  private static final int LEAST = Integer.BYTES;

  private SlotProgramFormat() {}

  /** Writes a program. */
  public static void write(SlotProgram program, PayloadWriter out) throws IOException {
    out.writeInt(program.slots());
    out.writeDouble(program.scoreReduction());
    out.writeInt(program.values().size());
    for (SlotValue value : program.values()) {
      out.writeInt(value.ciphertexts());
      out.writeInt(value.level());
      out.writeInt(value.components());
    }
    out.writeInt(program.operations().size());
    for (SlotOperation operation : program.operations()) {
      write(operation, out);
    }
  }

  /**
   * Reads a program.
   *
   * @throws IOException if it ends too early or holds an operation that this Slotwise does not know
   * @throws IllegalArgumentException if its parts do not fit together
   */
  public static SlotProgram read(PayloadReader in) throws IOException {
    int slots = in.readInt();
    double scoreReduction = in.readDouble();
    int valueCount = in.readCount(3 * Integer.BYTES);
    List<SlotValue> values = new ArrayList<>();
    for (int i = 0; i < valueCount; i++) {
      values.add(new SlotValue(in.readInt(), in.readInt(), in.readInt()));
    }
    int count = in.readCount(LEAST);
    List<SlotOperation> operations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      operations.add(readOperation(in));
    }
    return new SlotProgram(slots, values, operations, scoreReduction);
  }

  private static void write(SlotOperation operation, PayloadWriter out) throws IOException {
    switch (operation) {
      case SlotLinear linear -> {
        writeHead(LINEAR, linear, out);
        write(linear, out);
      }
      case SlotProduct product -> {
        writeHead(PRODUCT, product, out);
        out.writeInt(product.left());
        out.writeInt(product.right());
        out.writeBoolean(product.relinearizes());
      }
      case SlotShift shift -> {
        writeHead(SHIFT, shift, out);
        out.writeInt(shift.input());
        write(shift.bias(), out);
      }
    }
  }

  private static void writeHead(int kind, SlotOperation operation, PayloadWriter out)
      throws IOException {
    out.writeInt(kind);
    out.writeInt(VERSION);
    out.writeString(operation.name());
  }

  private static SlotOperation readOperation(PayloadReader in) throws IOException {
    int kind = in.readInt();
    int version = in.readInt();
    String name = in.readString();
    if (version != VERSION) {
      throw new IOException("operation '" + name + "' has version " + version);
    }
    return switch (kind) {
      case LINEAR -> readLinear(name, in);
      case PRODUCT -> new SlotProduct(name, in.readInt(), in.readInt(), in.readBoolean());
      case SHIFT -> new SlotShift(name, in.readInt(), readBias(in));
      default -> throw new IOException("operation '" + name + "' is of unknown kind " + kind);
    };
  }

  private static void write(SlotLinear linear, PayloadWriter out) throws IOException {
    out.writeInts(ints(linear.inputs()));
    out.writeInt(linear.period());
    out.writeInts(ints(linear.folds()));
    out.writeInt(linear.outputs().size());
    for (List<GiantStep> giants : linear.outputs()) {
      out.writeInt(giants.size());
      for (GiantStep giant : giants) {
        out.writeInt(giant.step());
        out.writeInt(giant.products().size());
        for (DiagonalProduct product : giant.products()) {
          out.writeInt(product.input());
          out.writeInt(product.step());
          out.writeInts(product.slots());
          out.writeDoubles(product.weights());
        }
      }
    }
    write(linear.bias(), out);
  }

  private static SlotLinear readLinear(String name, PayloadReader in) throws IOException {
    List<Integer> inputs = list(in.readInts());
    int period = in.readInt();
    List<Integer> folds = list(in.readInts());
    int count = in.readCount(LEAST);
    List<List<GiantStep>> outputs = new ArrayList<>();
    for (int output = 0; output < count; output++) {
      int giants = in.readCount(LEAST);
      List<GiantStep> steps = new ArrayList<>();
      for (int g = 0; g < giants; g++) {
        steps.add(readGiantStep(in));
      }
      outputs.add(steps);
    }
    return new SlotLinear(name, inputs, period, outputs, folds, readBias(in));
  }

  private static GiantStep readGiantStep(PayloadReader in) throws IOException {
    int step = in.readInt();
    int count = in.readCount(LEAST);
    List<DiagonalProduct> products = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      products.add(
          new DiagonalProduct(in.readInt(), in.readInt(), in.readInts(), in.readDoubles()));
    }
    return new GiantStep(step, products);
  }

  private static void write(double[][] bias, PayloadWriter out) throws IOException {
    out.writeInt(bias.length);
    for (double[] row : bias) {
      out.writeDoubles(row);
    }
  }

  private static double[][] readBias(PayloadReader in) throws IOException {
    double[][] bias = new double[in.readCount(LEAST)][];
    for (int i = 0; i < bias.length; i++) {
      bias[i] = in.readDoubles();
    }
    return bias;
  }

  private static int[] ints(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }

  private static List<Integer> list(int[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }
}
