package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.graph.GraphNode.Linear;
import io.slotwise.inference.channelwise.graph.GraphNode.Product;
import io.slotwise.inference.channelwise.graph.GraphNode.Term;
import io.slotwise.inference.channelwise.graph.SlotGraph;
import io.slotwise.inference.channelwise.program.SlotProgram;
import io.slotwise.inference.channelwise.program.SlotShift;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The error of scores that CKKS causes with weights as plaintexts: variances of encryption,
 * rescaling, key switching and encoding noise in a slot, carried through the graph as if errors of
 * different slots were independent. Noise as in J. H. Cheon et al., "Homomorphic Encryption for
 * Arithmetic of Approximate Numbers" (ASIACRYPT 2017), with OpenFHE's distributions.
 */
final class ErrorModel {
  /**
   * Standard deviations between the predicted and the typical error. Of six generated networks and
   * 60 keys for each, five stayed below 0.7 of what was predicted, one came to 1.4 of it with the
   * worst key: in each slot noise also depends on the secret there, which is not reckoned with.
   */
  private static final double SIGMAS = 6;

  /**
   * The noise that OpenFHE adds when it decrypts, as a multiple of the noise that is there: it aims
   * at the square root of 2, and was seen to add about twice that.
   */
  private static final double DECRYPTION = 3;

  private static final double GAUSSIAN = 3.19;

  /** Where noise comes from. */
  private enum Cause {
    ENCRYPTION,
    ENCODING,
    KEY_SWITCH,
    RESCALE,
    LAST_RESCALE
  }

  private final SlotGraph graph;
  private final ValueBounds bounds;

  /** The largest factor by which the variance of each cause reaches a score. */
  private final Map<Cause, Double> gains = new EnumMap<>(Cause.class);

  ErrorModel(SlotGraph graph, ValueBounds bounds) {
    this.graph = graph;
    this.bounds = bounds;
    int last = graph.nodes().size() - 1;
    for (Cause cause : Cause.values()) {
      gains.put(
          cause,
          switch (cause) {
            case RESCALE -> gain(cause, node -> node != last);
            case LAST_RESCALE -> gain(cause, node -> node == last);
            case ENCRYPTION, ENCODING, KEY_SWITCH -> gain(cause, _ -> false);
          });
    }
  }

  /**
   * The largest error of a score that is to be expected with all weights as plaintexts and all
   * products relinearised.
   */
  double predict(RingParameters parameters) {
    return predict(parameters, 0);
  }

  /**
   * The largest error of a score that is to be expected of a program.
   *
   * @param program made from the graph, a node an operation
   * @param other the standard deviation of an error of scores that has other causes
   */
  double predict(RingParameters parameters, SlotProgram program, double other) {
    return predict(parameters, Math.hypot(other, thirdComponents(parameters, program)));
  }

  /**
   * What rescaling products that were not relinearised adds: the rounding of the third component
   * meets the square of the secret, whose second moment in a slot is twice the square of that of
   * the secret.
   */
  private double thirdComponents(RingParameters parameters, SlotProgram program) {
    int last = graph.nodes().size() - 1;
    IntPredicate third =
        node ->
            program.values().get(node + 1).components() > 2
                && !(program.operations().get(node) instanceof SlotShift);
    double secret = 2.0 / 3 * parameters.ringDimension();
    double deviation = secret * Math.sqrt(2.0 / 12) * inSlot(parameters);
    double before = gain(Cause.RESCALE, node -> node != last && third.test(node));
    double atLast = gain(Cause.LAST_RESCALE, node -> node == last && third.test(node));
    return deviation * Math.sqrt(before + atLast * Math.pow(parameters.scoreReduction(), 2));
  }

  /** The size in a slot of noise of size 1 in each coefficient. */
  private static double inSlot(RingParameters parameters) {
    return Math.scalb(Math.sqrt(parameters.ringDimension() / 2.0), -parameters.scalingModSize());
  }

  private double predict(RingParameters parameters, double other) {
    double n = parameters.ringDimension();
    double inSlot = inSlot(parameters);
    double encoding = Math.sqrt(1.0 / 12) * inSlot;
    double rescale = Math.sqrt((1 + 2 * n / 3) / 12) * inSlot;
    // Digits, uniform below their moduli, times errors, divided by the special primes.
    double share = Math.scalb(1.0, parameters.digitBits() - parameters.specialBits());
    double digits = Math.sqrt(parameters.keyDigits() * n / 12) * GAUSSIAN * share * inSlot;
    double variance =
        gain(Cause.ENCRYPTION, Math.hypot(GAUSSIAN * inSlot, encoding))
            + gain(Cause.ENCODING, encoding)
            + gain(Cause.KEY_SWITCH, Math.hypot(digits, rescale))
            + gain(Cause.RESCALE, rescale)
            + gain(Cause.LAST_RESCALE, rescale * parameters.scoreReduction());
    double least = Math.sqrt(n) / 8 * inSlot * parameters.scoreReduction();
    double error = Math.hypot(Math.sqrt(variance), other);
    return SIGMAS * Math.hypot(error, DECRYPTION * Math.max(error, least));
  }

  private double gain(Cause cause, double deviation) {
    return gains.getOrDefault(cause, 0.0) * deviation * deviation;
  }

  /**
   * The variance of scores if only one cause has noise, of variance 1.
   *
   * @param rescaled the nodes whose rescale has noise
   */
  private double gain(Cause cause, IntPredicate rescaled) {
    double[][] variances = new double[graph.values()][];
    variances[0] = filled(graph.inputShape().size(), cause == Cause.ENCRYPTION ? 1 : 0);
    for (int i = 0; i < graph.nodes().size(); i++) {
      double rescale = rescaled.test(i) ? 1 : 0;
      variances[i + 1] =
          switch (graph.nodes().get(i)) {
            case Linear linear when linear.isShift() -> variances[linear.inputs().getFirst()];
            case Linear linear -> linear(linear, variances, cause, rescale);
            case Product product -> product(product, variances, rescale);
          };
    }
    return Arrays.stream(variances[variances.length - 1]).max().orElse(0);
  }

  private double[] linear(Linear linear, double[][] variances, Cause cause, double rescale) {
    double[] made = filled(linear.bias().length, rescale);
    double rotated = cause == Cause.KEY_SWITCH ? 1 : 0;
    double encoded = cause == Cause.ENCODING ? 1 : 0;
    for (Term term : linear.terms()) {
      double[] in = variances[term.input()];
      double[] seen = bounds.seen()[term.input()];
      for (int o = 0; o < made.length; o++) {
        int output = o;
        term.map()
            .row(
                output,
                (input, weight) ->
                    made[output] +=
                        weight * weight * (in[input] + rotated)
                            + encoded * seen[input] * seen[input]);
      }
    }
    return made;
  }

  private double[] product(Product product, double[][] variances, double rescale) {
    double[] left = variances[product.left()];
    double[] right = variances[product.right()];
    double[] seenLeft = bounds.seen()[product.left()];
    double[] seenRight = bounds.seen()[product.right()];
    double[] made = new double[left.length];
    for (int e = 0; e < made.length; e++) {
      double fromLeft = seenRight[e] * seenRight[e] * left[e];
      double fromRight = seenLeft[e] * seenLeft[e] * right[e];
      // The errors of the factors may be one and the same, as in a square.
      made[e] = 2 * (fromLeft + fromRight) + rescale;
    }
    return made;
  }

  private static double[] filled(int length, double value) {
    double[] numbers = new double[length];
    Arrays.fill(numbers, value);
    return numbers;
  }
}
