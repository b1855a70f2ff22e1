package io.slotwise.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Parameter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101), gradients cut to a
 * norm over all parameters. DJL's own hides its moments, which a checkpoint needs.
 *
 * <p>Only weights decay: biases, normalisations and the coefficients of polynomials do not. Not
 * safe for several threads.
 */
final class AdamW {
  private static final double FIRST_DECAY = 0.9;
  private static final double SECOND_DECAY = 0.999;
  private static final double EPSILON = 1e-8;
  private static final int MOST_SKIPPED_ON_END = 20;
  private static final NDIndex ALL = new NDIndex(":");

  private final Map<String, Parameter> parameters;
  private final Map<String, NDArray> first = new LinkedHashMap<>();
  private final Map<String, NDArray> second = new LinkedHashMap<>();
  private final double weightDecay;
  private final double gradientLimit;
  private final double coefficientRate;
  private int steps;
  private int skippedOnEnd;

  /**
   * Starts with moments of zero.
   *
   * @param parameters by name; those without a gradient are left alone
   * @param memory owns the moments
   */
  AdamW(Map<String, Parameter> parameters, Recipe recipe, NDManager memory) {
    this.parameters = new LinkedHashMap<>(parameters);
    this.parameters.values().removeIf(parameter -> !parameter.requiresGradient());
    this.weightDecay = recipe.weightDecay();
    this.gradientLimit = recipe.gradientLimit();
    this.coefficientRate = recipe.coefficientRate();
    this.parameters.forEach(
        (name, parameter) -> {
          first.put(name, memory.zeros(parameter.getArray().getShape()));
          second.put(name, memory.zeros(parameter.getArray().getShape()));
        });
  }

  /**
   * Changes the parameters by their gradients, and sets those to zero. A batch whose gradients are
   * not all finite changes nothing: single images far outside a polynomial's usual range can
   * overflow, and one such step would make every parameter NaN.
   *
   * @param memory receives what is made on the way, to be freed by the caller
   * @throws TrainingDivergedException if that happens many times on end
   */
  void step(double learningRate, NDManager memory) {
    steps++;
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    double squares = 0;
    for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
      NDArray gradient = entry.getValue().getArray().getGradient();
      gradient.attach(memory);
      gradients.put(entry.getKey(), gradient);
      squares += gradient.square().sum().getFloat();
    }
    double norm = Math.sqrt(squares);
    if (!Double.isFinite(norm)) {
      skip(gradients.values());
      return;
    }
    skippedOnEnd = 0;
    double cut = norm > gradientLimit ? gradientLimit / norm : 1;
    double correction = Math.sqrt(1 - Math.pow(SECOND_DECAY, steps));
    double rate = learningRate * correction / (1 - Math.pow(FIRST_DECAY, steps));
    gradients.forEach(
        (name, gradient) -> {
          NDArray array = parameters.get(name).getArray();
          double factor = name.contains(".coefficient") ? coefficientRate : 1;
          NDArray mean = first.get(name);
          NDArray square = second.get(name);
          NDArray scaled = gradient.mul(cut);
          gradient.muli(0); // the next backward pass adds to it
          mean.muli(FIRST_DECAY).addi(scaled.mul(1 - FIRST_DECAY));
          square.muli(SECOND_DECAY).addi(scaled.square().muli(1 - SECOND_DECAY));
          NDArray change = square.sqrt();
          change.attach(memory);
          change.addi(EPSILON * correction);
          NDArray quotient = mean.div(change);
          quotient.attach(memory);
          if (name.endsWith(".weight")) {
            array.muli(1 - learningRate * weightDecay);
          }
          array.subi(quotient.muli(rate * factor));
        });
  }

  private void skip(Collection<NDArray> gradients) {
    // Multiplying by 0 would leave NaN. Setting an array's whole buffer would have the gradient,
    // which outlives the array, use Java's memory; setting a range of it copies.
    gradients.forEach(gradient -> gradient.set(ALL, 0f));
    if (++skippedOnEnd == MOST_SKIPPED_ON_END) {
      throw new TrainingDivergedException(
          "gradients were not finite in %d steps on end, up to step %d; try a lower learning rate or a higher range penalty"
              .formatted(MOST_SKIPPED_ON_END, steps));
    }
  }

  /** Returns the number of steps made. */
  int steps() {
    return steps;
  }

  /** Copies the moments, under the parameters' names. */
  Map<String, float[]> state() {
    Map<String, float[]> state = new LinkedHashMap<>();
    first.forEach((name, array) -> state.put("first." + name, array.toFloatArray()));
    second.forEach((name, array) -> state.put("second." + name, array.toFloatArray()));
    return state;
  }

  /** Sets the moments to those that {@link #state} returned after so many steps. */
  void restore(Map<String, float[]> state, int stepsMade) {
    first.forEach((name, array) -> array.set(state.get("first." + name)));
    second.forEach((name, array) -> array.set(state.get("second." + name)));
    steps = stepsMade;
  }
}
