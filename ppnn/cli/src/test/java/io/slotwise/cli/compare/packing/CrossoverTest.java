package io.slotwise.cli.compare.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrossoverTest {
  private static final List<Integer> SIZES = List.of(1, 4, 16, 64);

  @Test
  void aCurveIsStraightBetweenItsPoints() {
    Curve curve = new Curve(Map.of(4, 10.0, 16, 70.0));
    assertThat(curve.at(4)).isEqualTo(10);
    assertThat(curve.at(7)).isCloseTo(25, within(1e-12));
    assertThat(curve.at(16)).isEqualTo(70);
    assertThatThrownBy(() -> curve.at(17)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void elementWiseIsFasterOnceImagesOutweighABatch() {
    // 2 s an image against 21 s a batch: 10 images take 20 s, 11 take 22 s.
    List<Cell> cells = cells(2, 3, 21);
    Crossover total = Crossover.of(cells).getFirst();
    assertThat(total.images()).isEqualTo(11);
    assertThat(total.channelWise()).isEqualTo(Method.ONE_CHANNEL);
    assertThat(total.sentence())
        .isEqualTo(
            "Up to 10 images use channel-wise packing (one channel per ciphertext), from 11 on"
                + " element-wise packing (batch engine).");
  }

  @Test
  void equalTimesAreNotFaster() {
    assertThat(Crossover.of(cells(2, 3, 20)).getFirst().images()).isEqualTo(11);
  }

  @Test
  void theBestChannelWiseMethodCounts() {
    Crossover total = Crossover.of(cells(5, 1, 21)).getFirst();
    assertThat(total.images()).isEqualTo(22);
    assertThat(total.channelWise()).isEqualTo(Method.MULTIPLEXED);
  }

  @Test
  void oneKindMayAlwaysBeFaster() {
    Crossover never = Crossover.of(cells(1, 2, 100)).getFirst();
    assertThat(never.images()).isNull();
    assertThat(never.sentence()).contains("up to 64 images").contains("never faster");
    Crossover always = Crossover.of(cells(2, 3, 1)).getFirst();
    assertThat(always.images()).isEqualTo(1);
    assertThat(always.sentence())
        .isEqualTo(
            "From 1 image on, the fewest compared, use element-wise packing (batch engine).");
  }

  @Test
  void aSecondGroupOfCiphertextsCanMakeChannelWiseFasterAgain() {
    List<Cell> cells =
        List.of(
            Cells.of(Method.MULTIPLEXED, 10, 10),
            Cells.of(Method.BATCH, 10, 9),
            Cells.of(Method.MULTIPLEXED, 20, 20),
            Cells.of(Method.BATCH, 20, 25),
            Cells.of(Method.MULTIPLEXED, 40, 40),
            Cells.of(Method.BATCH, 40, 25));
    assertThat(Crossover.of(cells).getFirst().images()).isEqualTo(26);
  }

  @Test
  void thereIsNothingToCompareWithOneKindOfPacking() {
    assertThat(Crossover.of(List.of(Cells.of(Method.BATCH, 1, 2)))).isEmpty();
    assertThat(Crossover.of(List.of(Cells.of(Method.MULTIPLEXED, 1, 2)))).isEmpty();
  }

  private static List<Cell> cells(double oneChannel, double multiplexed, double batch) {
    List<Cell> cells = new ArrayList<>();
    for (int images : SIZES) {
      cells.add(Cells.of(Method.ONE_CHANNEL, images, oneChannel * images));
      cells.add(Cells.of(Method.MULTIPLEXED, images, multiplexed * images));
      cells.add(Cells.of(Method.BATCH, images, batch));
    }
    return cells;
  }
}
