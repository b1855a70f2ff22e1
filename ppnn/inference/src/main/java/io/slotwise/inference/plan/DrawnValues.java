package io.slotwise.inference.plan;

import io.slotwise.model.InputRange;
import io.slotwise.model.TrainingRanges;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells when inputs drawn from the declared range are nothing like those that a model was trained
 * on. Polynomials then make scores that real inputs never reach, and errors would be predicted for
 * those, and allowed relative to them.
 */
public final class DrawnValues {
  /** How often the values seen in training drawn inputs may exceed without a word. */
  private static final double MOST_EXCESS = 4;

  private static final int SAMPLES = 16;

  private DrawnValues() {}

  /**
   * Compares.
   *
   * @param trained what activations and scores were in training
   * @return a sentence for the user; empty if the drawn inputs will do, or nothing is known that
   *     could be compared
   */
  public static Optional<String> notice(
      Program program, InputRange inputs, TrainingRanges trained) {
    List<Known> known = known(program, trained);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    double[][] drawn = SampleInputs.of(program.inputRows(), inputs.low(), inputs.high(), SAMPLES);
    double[][][] values = SampledExecution.values(program, drawn);
    for (Known value : known) {
      double largest = largest(values[value.index()]);
      if (largest > MOST_EXCESS * value.range().magnitude()) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "Inputs drawn from the declared range lead to %s up to %.3g, training data to %.3g"
                    + " at most: errors are predicted for, and allowed relative to, scores that"
                    + " real inputs do not reach. Plan with representative samples.",
                value.words(),
                largest,
                value.range().magnitude()));
      }
    }
    return Optional.empty();
  }

  /**
   * A value of the program whose range in training is known.
   *
   * @param words names it to the user
   */
  private record Known(int index, String words, InputRange range) {}

  /** The scores first: it is they that errors are allowed relative to. */
  private static List<Known> known(Program program, TrainingRanges trained) {
    List<Known> known = new ArrayList<>();
    if (trained.scores() != null) {
      known.add(new Known(program.operations().size(), "scores", trained.scores()));
    }
    List<PolynomialOperation> activations =
        program.operations().stream()
            .filter(PolynomialOperation.class::isInstance)
            .map(PolynomialOperation.class::cast)
            .toList();
    int count = trained.activations().size();
    if (activations.size() == count) {
      for (int i = count - 1; i >= 0; i--) {
        String words = "inputs of activation %d of %d".formatted(i + 1, count);
        known.add(new Known(activations.get(i).input(), words, trained.activations().get(i)));
      }
    }
    return known;
  }

  private static double largest(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
  }
}
