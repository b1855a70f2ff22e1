package io.slotwise.inference.plan;

import io.slotwise.model.program.Program;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a plan is asked for.
 *
 * @param program the network
 * @param inputShape dimensions of one input without the batch; their product is the program's input
 *     rows
 * @param preprocessing the model's preprocessing metadata, handed on to the client as it is
 * @param batch inputs, at least 1
 * @param inputLow the smallest value of an input (after preprocessing)
 * @param inputHigh the largest value of an input
 * @param options the rest
 * @param notices sentences for the user that the plan's report is to carry
 */
public record PlanRequest(
    Program program,
    List<Integer> inputShape,
    Map<String, String> preprocessing,
    int batch,
    double inputLow,
    double inputHigh,
    Options options,
    List<String> notices) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the batch is empty, the range is not finite or swapped, or
   *     the shape, the samples or the recorded ranges do not fit the program
   */
  public PlanRequest {
    inputShape = List.copyOf(inputShape);
    preprocessing = Map.copyOf(preprocessing);
    notices = List.copyOf(notices);
    if (batch < 1) {
      throw new IllegalArgumentException("a batch of " + batch + ": give at least one input");
    }
    if (!Double.isFinite(inputLow) || !Double.isFinite(inputHigh) || inputLow > inputHigh) {
      throw new IllegalArgumentException(
          "input range " + inputLow + "," + inputHigh + ": give two finite numbers, lower first");
    }
    long elements = inputShape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    if (elements != program.inputRows()) {
      throw new IllegalArgumentException(
          "inputs of shape %s do not have the program's %d elements"
              .formatted(inputShape, program.inputRows()));
    }
    requireFitting(options.samples(), program);
    if (options.recordedRanges() != null) {
      options.recordedRanges().requireOf(program);
    }
  }

  private static void requireFitting(double @Nullable [][] samples, Program program) {
    if (samples != null && samples.length == 0) {
      throw new IllegalArgumentException("no samples: give at least one input, or none at all");
    }
    for (int i = 0; samples != null && i < samples.length; i++) {
      if (samples[i].length != program.inputRows()) {
        throw new IllegalArgumentException(
            "sample %d has %d elements, the program's inputs have %d"
                .formatted(i, samples[i].length, program.inputRows()));
      }
    }
  }

  /** A request without notices. */
  public PlanRequest(
      Program program,
      List<Integer> inputShape,
      Map<String, String> preprocessing,
      int batch,
      double inputLow,
      double inputHigh,
      Options options) {
    this(program, inputShape, preprocessing, batch, inputLow, inputHigh, options, List.of());
  }

  /** The same with one more notice. */
  public PlanRequest withNotice(String notice) {
    List<String> more = new java.util.ArrayList<>(notices);
    more.add(notice);
    return new PlanRequest(
        program, inputShape, preprocessing, batch, inputLow, inputHigh, options, more);
  }

  /**
   * What has a default.
   *
   * @param relativeError the largest score error, as a share of the score range; above 0
   * @param scoreRange largest minus smallest score that the target refers to; null to estimate it
   *     from the samples
   * @param memoryBudget bytes of ciphertexts that a server may hold at once; null for no limit
   * @param publicKeyEncryption whether inputs are encrypted with the public key, whose noise is
   *     larger, rather than by the owner of the secret key
   * @param samples inputs that are representative, after preprocessing, shape (samples, elements),
   *     to predict errors and the score range from; null for seeded random ones
   * @param recordedRanges bounds that are not proven, in place of the proof that no input in the
   *     declared range overflows; null for the proof
   */
  public record Options(
      double relativeError,
      @Nullable Double scoreRange,
      @Nullable Long memoryBudget,
      boolean publicKeyEncryption,
      double @Nullable [][] samples,
      @Nullable RecordedRanges recordedRanges) {
    /** One percent of the estimated range, no memory limit, secret-key encryption. */
    public static final Options DEFAULTS = new Options(0.01, null, null, false, null, null);

    /** The same with another target. */
    public Options withRelativeError(double share) {
      return new Options(
          share, scoreRange, memoryBudget, publicKeyEncryption, samples, recordedRanges);
    }

    /** The same with a given score range. */
    public Options withScoreRange(double range) {
      return new Options(
          relativeError, range, memoryBudget, publicKeyEncryption, samples, recordedRanges);
    }

    /** The same with a memory limit in bytes. */
    public Options withMemoryBudget(long bytes) {
      return new Options(
          relativeError, scoreRange, bytes, publicKeyEncryption, samples, recordedRanges);
    }

    /** The same with public-key encryption or without. */
    public Options withPublicKeyEncryption(boolean publicKey) {
      return new Options(
          relativeError, scoreRange, memoryBudget, publicKey, samples, recordedRanges);
    }

    /** The same with representative inputs. */
    public Options withSamples(double[][] inputs) {
      return new Options(
          relativeError, scoreRange, memoryBudget, publicKeyEncryption, inputs, recordedRanges);
    }

    /** The same with recorded ranges instead of a proof. */
    public Options withRecordedRanges(RecordedRanges ranges) {
      return new Options(
          relativeError, scoreRange, memoryBudget, publicKeyEncryption, samples, ranges);
    }
  }
}
