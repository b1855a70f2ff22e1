package io.slotwise.cli.compare.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.slotwise.cli.compare.packing.OperationKind.Operation;
import io.slotwise.inference.program.Barrier;
import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.inference.program.EncryptedValue;
import io.slotwise.inference.program.IntegerDenseBlock;
import io.slotwise.inference.program.IntegerLinear;
import io.slotwise.inference.program.Product;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtrapolationTest {
  @Test
  void channelWiseTimesAndBytesAreLinearInTheImages() {
    Cell cell = ChannelWiseCells.extrapolated(Cells.run(Method.MULTIPLEXED, 4, 10), 4096, 7);
    assertThat(cell.extrapolated()).isTrue();
    assertThat(cell.basis()).isEqualTo(Basis.PER_IMAGE);
    assertThat(cell.measuredImages()).isEqualTo(4);
    assertThat(cell.totalSeconds()).isCloseTo(10240, within(1e-9));
    assertThat(cell.encryptSeconds()).isCloseTo(1024, within(1e-9));
    assertThat(cell.secondsPerImage()).isCloseTo(2.5, within(1e-12));
    assertThat(cell.batchBytes()).isEqualTo(4_096_000);
    assertThat(cell.bytesPerImage()).isCloseTo(1001, within(1e-9));
    assertThat(cell.keyBytes()).isEqualTo(7);
  }

  @Test
  void aReductionIsTheProductOfItsCauses() {
    List<Cell> cells =
        List.of(
            Cells.of(Method.MULTIPLEXED, 100, 1000),
            Cells.of(Method.REFERENCE, 100, 50),
            Cells.of(Method.BATCH, 100, 5));
    Reduction reduction = Reduction.of(cells, 100).getLast();
    assertThat(reduction.channelWise()).isEqualTo(Method.MULTIPLEXED);
    assertThat(reduction.time()).isEqualTo(Crossover.TOTAL);
    assertThat(reduction.secondsPerImage()).isCloseTo(10, within(1e-12));
    assertThat(reduction.reduction()).isCloseTo(0.995, within(1e-12));
    assertThat(reduction.reductionByPacking()).isCloseTo(0.95, within(1e-12));
    assertThat(reduction.reductionByEngine()).isCloseTo(0.9, within(1e-12));
    assertThat(reduction.speedUpByPacking() * reduction.speedUpByEngine())
        .isCloseTo(reduction.speedUp(), within(1e-9));
    assertThat(reduction.extrapolated()).isFalse();
  }

  @Test
  void aReductionNeedsNoReferenceEngine() {
    List<Cell> cells =
        List.of(Cells.of(Method.ONE_CHANNEL, 100, 1000), Cells.of(Method.BATCH, 100, 5));
    Reduction reduction = Reduction.of(cells, 100).getLast();
    assertThat(reduction.speedUp()).isCloseTo(200, within(1e-9));
    assertThat(reduction.reductionByPacking()).isNull();
    assertThat(Reduction.of(cells, 50)).isEmpty();
  }

  @Test
  void operationsAreCountedByKind() {
    OperationCounts counts = OperationCounts.of(program());
    assertThat(counts.count(new OperationKind(Operation.LOAD, 2, 3))).isEqualTo(3);
    // Of six weights one is 0, one reads a row of zeros, and 1 and -1 need no multiplication.
    assertThat(counts.count(new OperationKind(Operation.MULTIPLY_ADD, 2, 3))).isEqualTo(2);
    assertThat(counts.count(new OperationKind(Operation.ADD, 2, 3))).isEqualTo(1);
    assertThat(counts.count(new OperationKind(Operation.ADD_INTEGER, 2, 3))).isEqualTo(1);
    assertThat(counts.count(new OperationKind(Operation.SQUARE, 2, 3))).isEqualTo(2);
    assertThat(counts.count(new OperationKind(Operation.DROP, 3, 3))).isEqualTo(2);
    assertThat(counts.count(new OperationKind(Operation.RELINEARISE, 3, 3))).isEqualTo(2);
    assertThat(counts.count(new OperationKind(Operation.RESCALE, 2, 3))).isEqualTo(2);
    assertThat(counts.count(new OperationKind(Operation.RESCALE, 2, 2))).isEqualTo(2);
    assertThat(counts.kinds()).hasSize(9);
  }

  @Test
  void operationsAddUp() {
    OperationCounts counts = OperationCounts.of(program());
    double seconds =
        counts.seconds(
            kind ->
                switch (kind.operation()) {
                  case MULTIPLY_ADD -> 10;
                  case SQUARE -> 100;
                  case RESCALE -> 1000 * kind.limbs();
                  default -> 0;
                });
    assertThat(seconds).isCloseTo(2 * 10 + 2 * 100 + 2 * 3000 + 2 * 2000, within(1e-9));
  }

  /** Three rows in, a linear map to two, squares, relinearised and rescaled twice. */
  private static EncryptedProgram program() {
    IntegerDenseBlock block =
        new IntegerDenseBlock(
            0, new int[] {0, -1, 2}, new int[] {0, 1}, new long[][] {{5, 9, -1}, {0, 0, 7}});
    return new EncryptedProgram(
        value(3, 2, 3),
        List.of(
            new IntegerLinear(
                "dense", List.of(0), value(2, 2, 3), List.of(block), new double[] {0, 4}),
            new Product("square", 1, 1, value(2, 3, 3)),
            new Barrier("rescale", 2, value(2, 2, 1), 0, true, 2)));
  }

  private static EncryptedValue value(int rows, int components, int limbs) {
    double[] scales = new double[rows];
    Arrays.fill(scales, 1);
    return new EncryptedValue(rows, components, limbs, scales);
  }
}
