package io.slotwise.inference.plan;

import io.slotwise.model.InputRange;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Tells when inputs drawn from the declared range are nothing like those that a model was trained
 * on. Polynomials then make scores that real inputs never reach, and errors would be predicted for
 * those, and allowed relative to them.
 */
public final class DrawnActivations {
  /** How often the values recorded in training drawn inputs may exceed without a word. */
  private static final double MOST_EXCESS = 4;

  private static final int SAMPLES = 16;

  private DrawnActivations() {}

  /**
   * Compares.
   *
   * @param recorded what each activation was given in training
   * @return a sentence for the user; empty if the drawn inputs will do, or the program does not
   *     have as many polynomials as there are ranges
   */
  public static Optional<String> notice(
      Program program, InputRange inputs, List<InputRange> recorded) {
    List<PolynomialOperation> activations =
        program.operations().stream()
            .filter(PolynomialOperation.class::isInstance)
            .map(PolynomialOperation.class::cast)
            .toList();
    if (activations.size() != recorded.size()) {
      return Optional.empty();
    }
    double[][] drawn = SampleInputs.of(program.inputRows(), inputs.low(), inputs.high(), SAMPLES);
    double[][][] values = SampledExecution.values(program, drawn);
    for (int i = recorded.size() - 1; i >= 0; i--) {
      double largest = largest(values[activations.get(i).input()]);
      double known = recorded.get(i).magnitude();
      if (largest > MOST_EXCESS * known) {
        return Optional.of(
            "Inputs drawn from the declared range give activation %d of %d values up to %.3g, training data gave it %.3g at most: errors are predicted for, and allowed relative to, scores that real inputs do not reach. Plan with representative samples."
                .formatted(i + 1, recorded.size(), largest, known));
      }
    }
    return Optional.empty();
  }

  private static double largest(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
  }
}
