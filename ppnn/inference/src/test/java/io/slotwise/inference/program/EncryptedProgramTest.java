package io.slotwise.inference.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.inference.file.PayloadReader;
import io.slotwise.inference.file.PayloadWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncryptedProgramTest {
  private static EncryptedValue value(int rows, int components, int limbs) {
    double[] scales = new double[rows];
    Arrays.fill(scales, 1024);
    return new EncryptedValue(rows, components, limbs, scales);
  }

  private static IntegerLinear dense(int input, int inputs, EncryptedValue output) {
    int[] gather = new int[inputs];
    Arrays.setAll(gather, i -> i);
    int[] rows = new int[output.rows()];
    Arrays.setAll(rows, i -> i);
    long[][] weights = new long[rows.length][inputs];
    IntegerBlock block = new IntegerDenseBlock(0, gather, rows, weights);
    return new IntegerLinear(
        "dense", List.of(input), output, List.of(block), new double[rows.length]);
  }

  private static IntegerLinear swappedSum(int left, int right, EncryptedValue output) {
    int[] first = {0};
    int[] second = {1};
    long[] one = {1};
    List<IntegerBlock> blocks =
        List.of(
            new IntegerDiagonalBlock(0, first, second, one),
            new IntegerDiagonalBlock(1, second, first, one));
    return new IntegerLinear("sum", List.of(left, right), output, blocks, new double[2]);
  }

  private static Quadratic square(int input, int rows, int limbs) {
    long[] ones = new long[rows];
    Arrays.fill(ones, 1);
    return new Quadratic(
        "square", input, value(rows, 3, limbs), ones, new double[rows], new double[rows]);
  }

  private static EncryptedProgram example() {
    return new EncryptedProgram(
        value(4, 2, 3),
        List.of(
            dense(0, 4, value(5, 2, 3)),
            new Barrier("dense", 1, value(5, 2, 2), 0, false, 1),
            square(2, 5, 2),
            dense(3, 5, value(2, 3, 2)),
            new Barrier("dense", 4, value(2, 2, 1), 0, true, 1)));
  }

  @Test
  void rowWiseOperationsJoinTheStageBeforeThem() {
    assertThat(example().stages()).containsExactly(new Stage(0, 3), new Stage(3, 5));
    assertThat(example().lastReader(0)).isZero();
    assertThat(example().relinearises()).isTrue();
  }

  @Test
  void aValueReadLaterEndsItsStage() {
    EncryptedProgram program =
        new EncryptedProgram(
            value(2, 2, 3),
            List.of(
                dense(0, 2, value(2, 2, 3)),
                square(1, 2, 3),
                new Barrier("square", 2, value(2, 2, 3), 0, true, 0),
                swappedSum(1, 3, value(2, 2, 3))));
    assertThat(program.stages()).containsExactly(new Stage(0, 1), new Stage(1, 3), new Stage(3, 4));
  }

  @Test
  void operationsThatDoNotFitAreNamed() {
    EncryptedOperation rescale = new Barrier("pool", 0, value(4, 2, 3), 0, false, 1);
    requireRefused(value(4, 2, 3), rescale, "operation 0 (pool): limbs is 3, not between 2 and 2");
    requireRefused(value(3, 2, 3), dense(0, 4, value(5, 2, 3)), "gathered row is 3");
    requireRefused(value(4, 2, 3), dense(1, 4, value(5, 2, 3)), "value read is 1");
    requireRefused(value(4, 2, 3), dense(0, 4, value(5, 3, 3)), "components is 3");
    requireRefused(value(4, 2, 3), square(0, 4, 2), "limbs of a factor is 3");
  }

  private static void requireRefused(
      EncryptedValue input, EncryptedOperation operation, String reason) {
    assertThatThrownBy(() -> new EncryptedProgram(input, List.of(operation)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aProgramComesBackEqual() throws IOException {
    byte[] bytes = bytes(example());
    EncryptedProgram read = read(bytes);
    assertThat(bytes(read)).isEqualTo(bytes);
    assertThat(read.stages()).isEqualTo(example().stages());
  }

  @Test
  void operationsOfAnUnknownKindOrVersionAreRefused() throws IOException {
    EncryptedOperation only = new Barrier("only", 0, value(4, 2, 2), 0, false, 1);
    byte[] bytes = bytes(new EncryptedProgram(value(4, 2, 3), List.of(only)));
    // No matrices (4 bytes), the input (4 numbers and 4 scales), one operation (4).
    int kind = 4 + 4 * 4 + 4 * 8 + 4;
    bytes[kind + 3] = 9;
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("operation of kind 9, version 1");
    bytes[kind + 3] = 4;
    bytes[kind + 7] = 2;
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("operation of kind 4, version 2");
  }

  private static byte[] bytes(EncryptedProgram program) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PayloadWriter out = new PayloadWriter(bytes);
    EncryptedProgramFormat.write(program, out);
    out.flush();
    return bytes.toByteArray();
  }

  private static EncryptedProgram read(byte[] bytes) throws IOException {
    return EncryptedProgramFormat.read(
        new PayloadReader(new ByteArrayInputStream(bytes), bytes.length));
  }
}
