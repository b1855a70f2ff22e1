package io.slotwise.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.slotwise.model.Shape;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AffineAugmentationTest {
  private static final int SIDE = 9;
  private static final int PIXELS = SIDE * SIDE;
  private static final int CENTRE = SIDE / 2;

  /** A generator whose uniform numbers are always the largest, so that each limit is reached. */
  private static final RandomGenerator EXTREME =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return -1;
        }

        @Override
        public double nextDouble() {
          return 1;
        }
      };

  @Test
  void withoutLimitsImagesStayAsTheyAre() {
    LabelledExamples images = dots(CENTRE - 2, CENTRE + 3);
    float[] changed = new float[2 * PIXELS];
    float[] plain = new float[2 * PIXELS];
    for (int image = 0; image < 2; image++) {
      new AffineAugmentation(0, 0, 0, 0)
          .apply(images, image, new SplittableRandom(1), changed, image * PIXELS);
      images.copyTo(image, plain, image * PIXELS);
    }

    assertThat(changed).isEqualTo(plain);
  }

  @Test
  void shiftsMoveBothWays() {
    float[] changed = apply(new AffineAugmentation(0, 0, 0, 2), dots(CENTRE), EXTREME);

    // The value at a pixel comes from two pixels below and to the right of it.
    assertThat(changed[(CENTRE - 2) * SIDE + CENTRE - 2]).isEqualTo(1);
    assertThat(sum(changed)).isCloseTo(1, within(1e-6));
  }

  @Test
  void aQuarterTurnMovesADotAroundTheCentre() {
    LabelledExamples images = dot(CENTRE, CENTRE + 3);
    float[] changed = apply(new AffineAugmentation(90, 0, 0, 0), images, EXTREME);

    assertThat(changed[(CENTRE + 3) * SIDE + CENTRE]).isCloseTo(1, within(1e-5f));
  }

  @Test
  void halfAPixelIsInterpolated() {
    float[] changed = apply(new AffineAugmentation(0, 0, 0, 0.5), dots(CENTRE), EXTREME);

    assertThat(changed[CENTRE * SIDE + CENTRE]).isCloseTo(0.25f, within(1e-6f));
    assertThat(changed[(CENTRE - 1) * SIDE + CENTRE]).isCloseTo(0.25f, within(1e-6f));
  }

  @Test
  void randomVariantsStayBetweenZeroAndOneAndFollowTheirSeed() {
    AffineAugmentation augmentation = new AffineAugmentation(30, 0.3, 0.3, 3);
    LabelledExamples images = dots(CENTRE);
    for (long seed = 0; seed < 200; seed++) {
      float[] changed = apply(augmentation, images, new SplittableRandom(seed));
      float[] again = apply(augmentation, images, new SplittableRandom(seed));

      assertThat(again).as("seed %d", seed).isEqualTo(changed);
      for (float pixel : changed) {
        assertThat(pixel).as("seed %d", seed).isBetween(0f, 1f + 1e-6f);
      }
    }
  }

  @Test
  void limitsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new AffineAugmentation(0, 1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AffineAugmentation(Double.NaN, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static float[] apply(
      Augmentation augmentation, LabelledExamples images, RandomGenerator random) {
    float[] changed = new float[PIXELS];
    augmentation.apply(images, 0, random, changed, 0);
    return changed;
  }

  /** Images that are black but for one white pixel on the diagonal. */
  private static LabelledExamples dots(int... positions) {
    byte[] pixels = new byte[positions.length * PIXELS];
    for (int i = 0; i < positions.length; i++) {
      pixels[i * PIXELS + positions[i] * SIDE + positions[i]] = (byte) 255;
    }
    return LabelledExamples.ofPixels(Shape.of(1, SIDE, SIDE), pixels, new int[positions.length]);
  }

  private static LabelledExamples dot(int row, int column) {
    byte[] pixels = new byte[PIXELS];
    pixels[row * SIDE + column] = (byte) 255;
    return LabelledExamples.ofPixels(Shape.of(1, SIDE, SIDE), pixels, new int[1]);
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
