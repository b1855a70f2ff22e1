package io.slotwise.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.slotwise.model.data.InputBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalContrastTest {
  private static final LocalContrast USUAL = new LocalContrast(3, 0.5, 4, 3);

  /** Each Gaussian sum in two dimensions at once, as the paper writes it. */
  @ParameterizedTest
  @CsvSource({"3, 9, 11, 1.2, 0.5, 4, 3", "1, 5, 4, 3, 1, 0.001, 0.8", "2, 1, 7, 0.4, 0, 30, 9"})
  void isWhatItsDefinitionSays(
      int channels,
      int height,
      int width,
      double radius,
      double share,
      double least,
      double limit) {
    Shape shape = Shape.of(channels, height, width);
    double[] image = image(shape, 7);

    double[] normalised = new LocalContrast(radius, share, least, limit).normalised(image, shape);

    int pixels = height * width;
    double[] centred = image.clone();
    for (int pixel = 0; pixel < pixels; pixel++) {
      double mean = neighbourhood(image, channels, height, width, pixel, radius, 1);
      for (int channel = 0; channel < channels; channel++) {
        centred[channel * pixels + pixel] -= mean;
      }
    }
    double[] deviations = new double[pixels];
    for (int pixel = 0; pixel < pixels; pixel++) {
      deviations[pixel] =
          Math.sqrt(neighbourhood(centred, channels, height, width, pixel, radius, 2));
    }
    double floor = Math.max(least, share * Arrays.stream(deviations).average().orElseThrow());
    for (int i = 0; i < centred.length; i++) {
      double expected = centred[i] / Math.max(floor, deviations[i % pixels]);
      assertThat(normalised[i])
          .isCloseTo(Math.max(-limit, Math.min(limit, expected)), within(1e-12));
    }
  }

  private static double neighbourhood(
      double[] image, int channels, int height, int width, int pixel, double radius, int power) {
    int reach = (int) Math.ceil(3 * radius);
    double sum = 0;
    double weights = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int dy = y - pixel / width;
        int dx = x - pixel % width;
        if (Math.abs(dy) <= reach && Math.abs(dx) <= reach) {
          double weight = Math.exp(-(dx * dx + dy * dy) / (2 * radius * radius));
          weights += weight * channels;
          for (int channel = 0; channel < channels; channel++) {
            sum += weight * Math.pow(image[(channel * height + y) * width + x], power);
          }
        }
      }
    }
    return sum / weights;
  }

  @Test
  void brightnessAndContrastMakeNoDifference() {
    Shape shape = Shape.of(3, 32, 32);
    double[] image = image(shape, 1);
    double[] other = Arrays.stream(image).map(pixel -> 40 + pixel / 3).toArray();

    double[] expected = USUAL.normalised(image, shape);
    double[] normalised = USUAL.normalised(other, shape);

    for (int i = 0; i < expected.length; i++) {
      assertThat(normalised[i]).isCloseTo(expected[i], within(1e-9));
    }
  }

  @Test
  void nothingToSeeGivesZero() {
    double[] flat = new double[3 * 64];
    Arrays.fill(flat, 200);

    for (double value : USUAL.normalised(flat, Shape.of(3, 8, 8))) {
      assertThat(value).isCloseTo(0, within(1e-9));
    }
  }

  @Test
  void aClientDoesItBeforeScaleAndMean() {
    Shape shape = Shape.of(3, 6, 5);
    double[] image = image(shape, 3);
    Preprocessing preprocessing =
        new Preprocessing(List.of(0.5), List.of(0.1, 0.2, 0.3), new InputRange(-2, 2), USUAL);

    InputBatch prepared =
        InputBatch.ofImages(Shape.of(90), new double[][] {image, image(shape, 4)})
            .prepared(shape, Preprocessing.fromMetadata(preprocessing.toMetadata()));

    double[] expected = USUAL.normalised(image, shape);
    for (int i = 0; i < expected.length; i++) {
      double mean = 0.1 * (1 + i / 30);
      assertThat(prepared.image(0)[i]).isCloseTo(expected[i] * 0.5 - mean, within(1e-12));
    }
  }

  @Test
  void refusesWhatIsNoImageOrNoNumber() {
    Preprocessing preprocessing =
        Preprocessing.fromMetadata(Map.of(Preprocessing.LOCAL_CONTRAST_KEY, "3,0.5,4,3"));
    assertThatThrownBy(() -> preprocessing.requireFits(Shape.of(90)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("slotwise.input.local-contrast needs an input of shape (channels");
    assertThatThrownBy(() -> USUAL.normalised(new double[7], Shape.of(1, 2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 7 numbers");
    assertThatThrownBy(
            () -> Preprocessing.fromMetadata(Map.of(Preprocessing.LOCAL_CONTRAST_KEY, "3,0.5")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("four numbers");
    for (String wrong :
        List.of("0,0.5,4,3", "3,-1,4,3", "3,0.5,0,3", "3,0.5,4,NaN", "Infinity,1,1,1")) {
      assertThatThrownBy(
              () -> Preprocessing.fromMetadata(Map.of(Preprocessing.LOCAL_CONTRAST_KEY, wrong)))
          .isInstanceOf(ModelException.class);
    }
  }

  private static double[] image(Shape shape, long seed) {
    return new Random(seed).doubles(shape.size(), 0, 255).toArray();
  }
}
