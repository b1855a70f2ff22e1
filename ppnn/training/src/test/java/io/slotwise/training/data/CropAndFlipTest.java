package io.slotwise.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.model.Shape;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CropAndFlipTest {
  private static final int SIDE = 5;

  /** One bright pixel, above and left of the middle, in each of two channels. */
  private final LabelledExamples image = image();

  @Test
  void movesAllChannelsTogetherByAtMostTheShift() {
    SplittableRandom random = new SplittableRandom(3);
    Set<Integer> places = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      float[] target = new float[2 * SIDE * SIDE];
      new CropAndFlip(1).apply(image, 0, random, target, 0);
      int place = bright(target, 0);
      assertThat(bright(target, SIDE * SIDE)).isEqualTo(place);
      places.add(place);
    }

    // (1, 1) and its mirror image (1, 3), each moved by -1, 0 or 1 down and right.
    assertThat(places).hasSize(3 * 5);
    assertThat(places).allMatch(place -> place / SIDE <= 2);
  }

  @Test
  void withoutAShiftOnlyMirrors() {
    SplittableRandom random = new SplittableRandom(4);
    Set<Integer> places = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      float[] target = new float[2 * SIDE * SIDE];
      new CropAndFlip(0).apply(image, 0, random, target, 0);
      places.add(bright(target, 0));
    }

    assertThat(places).containsExactlyInAnyOrder(SIDE + 1, SIDE + 3);
  }

  private static int bright(float[] target, int from) {
    for (int i = 0; i < SIDE * SIDE; i++) {
      if (target[from + i] == 1) {
        return i;
      }
    }
    return -1;
  }

  private static LabelledExamples image() {
    byte[] pixels = new byte[2 * SIDE * SIDE];
    pixels[SIDE + 1] = (byte) 255;
    pixels[SIDE * SIDE + SIDE + 1] = (byte) 255;
    return LabelledExamples.ofPixels(Shape.of(2, SIDE, SIDE), pixels, new int[1]);
  }
}
