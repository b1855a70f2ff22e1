package io.slotwise.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.slotwise.model.Shape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReluFitTest {
  private static final int EXAMPLES = 20_000;
  private static final Shape SHAPE = Shape.of(2, 1, 2);

  /**
   * The best quadratic for ReLU under a standard normal distribution, by hand: with Hermite
   * polynomials, E[relu(x)] = 1/sqrt(2 pi), E[relu(x) x] = 1/2, E[relu(x) (x² - 1)] = 1/sqrt(2 pi).
   */
  @Test
  void aNormalDistributionGivesItsKnownQuadratic() {
    double[][] fitted = fit(2, 0, 1, 0, 1).coefficients(Activation.LAYER);

    double root = 1 / Math.sqrt(2 * Math.PI);
    assertThat(fitted[0]).hasSize(1);
    assertThat(fitted[0][0]).isCloseTo(root / 2, within(0.01));
    assertThat(fitted[1][0]).isCloseTo(0.5, within(0.01));
    assertThat(fitted[2][0]).isCloseTo(root / 2, within(0.01));
  }

  @Test
  void eachChannelIsFittedToItsOwnDistribution() {
    double[][] fitted = fit(2, 5, 0.5, -5, 0.5).coefficients(Activation.CHANNEL);

    // Where all is above zero ReLU is the identity, where all is below it is nothing.
    assertThat(fitted[0]).hasSize(2);
    assertThat(at(fitted, 0, 5)).isCloseTo(5, within(0.02));
    assertThat(at(fitted, 0, 4.5)).isCloseTo(4.5, within(0.02));
    assertThat(at(fitted, 1, -5)).isCloseTo(0, within(0.02));
  }

  @Test
  void eachElementIsFittedToItsOwnDistribution() {
    ReluFit fit = new ReluFit(Shape.of(1, 1, 2), 2);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < EXAMPLES; i++) {
      fit.add(
          new float[] {(float) (3 + 0.5 * random.nextGaussian()), (float) -random.nextDouble()});
    }
    double[][] fitted = fit.coefficients(Activation.ELEMENT);

    assertThat(at(fitted, 0, 3)).isCloseTo(3, within(0.02));
    assertThat(at(fitted, 1, -0.5)).isCloseTo(0, within(0.02));
  }

  @Test
  void anElementThatNeverChangesTakesItsChannelsPolynomial() {
    ReluFit fit = new ReluFit(Shape.of(1, 1, 2), 2);
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < EXAMPLES; i++) {
      fit.add(new float[] {(float) random.nextGaussian(), 0});
    }
    double[][] element = fit.coefficients(Activation.ELEMENT);
    double[][] channel = fit.coefficients(Activation.CHANNEL);

    assertThat(element[1][1]).isCloseTo(channel[1][0], within(1e-9));
    assertThat(element[2][1]).isCloseTo(channel[2][0], within(1e-9));
  }

  @Test
  void aHigherDegreeFitsBetter() {
    double quadratic = meanSquaredError(fit(2, 0, 1, 0, 1).coefficients(Activation.LAYER));
    double quartic = meanSquaredError(fit(4, 0, 1, 0, 1).coefficients(Activation.LAYER));

    assertThat(quartic).isLessThan(quadratic / 2);
  }

  private static double meanSquaredError(double[][] fitted) {
    SplittableRandom random = new SplittableRandom(13);
    double sum = 0;
    for (int i = 0; i < EXAMPLES; i++) {
      double x = random.nextGaussian();
      sum += Math.pow(at(fitted, 0, x) - Math.max(0, x), 2);
    }
    return sum / EXAMPLES;
  }

  private static double at(double[][] coefficients, int unit, double x) {
    double sum = 0;
    for (int power = coefficients.length - 1; power >= 0; power--) {
      sum = sum * x + coefficients[power][unit];
    }
    return sum;
  }

  /** Two channels of two elements, each channel with its mean and deviation. */
  private static ReluFit fit(
      int degree, double mean1, double deviation1, double mean2, double deviation2) {
    ReluFit fit = new ReluFit(SHAPE, degree);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < EXAMPLES; i++) {
      float[] values = new float[4];
      for (int e = 0; e < 4; e++) {
        values[e] =
            (float)
                (e < 2
                    ? mean1 + deviation1 * random.nextGaussian()
                    : mean2 + deviation2 * random.nextGaussian());
      }
      fit.add(values);
    }
    return fit;
  }
}
