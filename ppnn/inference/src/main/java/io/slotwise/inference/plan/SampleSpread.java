package io.slotwise.inference.plan;

import io.slotwise.model.InputRange;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells when samples fill so little of the declared range that they are likely in other units than
 * the model takes, such as pixels from 0 to 1 in place of bytes. All of them are then nearly one
 * input to the network, and what is planned by them holds for nothing else.
 */
public final class SampleSpread {
  /** Samples that fill less than this share of the range are told of. */
  private static final double LEAST_SHARE = 1.0 / 16;

  private SampleSpread() {}

  /**
   * Compares.
   *
   * @param samples after preprocessing, shape (samples, elements)
   * @param declared what inputs are declared to lie in, after preprocessing
   * @return a sentence for the user; empty if the samples fill enough of the range
   */
  public static Optional<String> notice(double[][] samples, InputRange declared) {
    DoubleSummaryStatistics values =
        Arrays.stream(samples).flatMapToDouble(Arrays::stream).summaryStatistics();
    double share = (values.getMax() - values.getMin()) / (declared.high() - declared.low());
    if (!(share < LEAST_SHARE)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "After preprocessing all samples lie between %.3g and %.3g, inputs are declared to lie"
                + " between %.3g and %.3g: if the samples are in other units than the model takes"
                + " (pixels from 0 to 1 in place of 0 to 255), the plan holds for none but them.",
            values.getMin(),
            values.getMax(),
            declared.low(),
            declared.high()));
  }
}
