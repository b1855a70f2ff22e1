package io.slotwise.inference.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;

/**
 * What both halves of a plan say: the parameters, the shape of the batch and how numbers are put
 * in. No weights.
 *
 * @param engine what evaluates the program, such as {@link #REFERENCE}
 * @param packing how inputs are laid out: {@link #ELEMENT_WISE}
 * @param parameters CKKS parameters
 * @param moduli the primes of a fresh ciphertext, first limb first; whoever makes a context checks
 *     that it has the same
 * @param batch inputs
 * @param inputShape dimensions of one input without the batch
 * @param preprocessing the model's preprocessing metadata
 * @param inputLow the smallest value of an input that the plan is good for
 * @param inputHigh the largest value of an input that the plan is good for
 * @param inputLimbs limbs that inputs are encrypted with, the first of {@code moduli}
 * @param inputScale scale that inputs are encoded at
 * @param publicKeyEncryption whether the predicted error allows for the noise of public-key
 *     encryption
 * @param relinearises whether the server needs relinearisation keys
 */
public record PlanTerms(
    String engine,
    String packing,
    EncryptionParameters parameters,
    List<Long> moduli,
    int batch,
    List<Integer> inputShape,
    Map<String, String> preprocessing,
    double inputLow,
    double inputHigh,
    int inputLimbs,
    double inputScale,
    boolean publicKeyEncryption,
    boolean relinearises) {
  /** The engine that makes one OpenFHE call per homomorphic operation. */
  public static final String REFERENCE = "reference";

  /** The engine that computes on residues, many ciphertexts at once. */
  public static final String BATCH = "batch";

  /** Ciphertext {@code i} holds feature element {@code i} of every input of a group. */
  public static final String ELEMENT_WISE = "element-wise";

  /**
   * Copies the lists and checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public PlanTerms {
    moduli = List.copyOf(moduli);
    inputShape = List.copyOf(inputShape);
    preprocessing = Map.copyOf(preprocessing);
    require(moduli.size() == parameters.limbs(), "moduli", moduli.size());
    require(moduli.stream().allMatch(q -> q > 1 && q < 1L << 61), "moduli", moduli);
    require(batch >= 1, "batch", batch);
    require(inputLimbs >= 1 && inputLimbs <= parameters.limbs(), "input limbs", inputLimbs);
    require(inputScale > 1 && Double.isFinite(inputScale), "input scale", inputScale);
    require(Double.isFinite(inputLow) && inputLow <= inputHigh, "input range", inputLow);
    require(Double.isFinite(inputHigh), "input range", inputHigh);
    require(SecurityLimits.allow(parameters), "128-bit security", parameters);
    require(inputShape.stream().allMatch(d -> d >= 1), "input shape", inputShape);
    require(elements(inputShape) <= 1 << 24, "input shape", inputShape);
  }

  /** Elements of one input, and ciphertexts of one group. */
  @JsonIgnore
  public int inputRows() {
    return (int) elements(inputShape);
  }

  /** How often the program runs to cover the batch. */
  @JsonIgnore
  public int groups() {
    return Math.ceilDiv(batch, parameters.slots());
  }

  /** What slots without an input hold: the number in the input range nearest to 0. */
  @JsonIgnore
  public double filler() {
    return Math.max(inputLow, Math.min(0.0, inputHigh));
  }

  private static double elements(List<Integer> shape) {
    return shape.stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
  }

  private static void require(boolean condition, String what, Object value) {
    if (!condition) {
      throw new IllegalArgumentException("a plan cannot have " + what + " " + value);
    }
  }
}
