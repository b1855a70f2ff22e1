package io.slotwise.inference.plan;

import io.slotwise.inference.program.Barrier;
import io.slotwise.inference.program.EncryptedProgram;
import java.util.SplittableRandom;

/**
 * Predicts what quantisation and noise do to the values of a batch plan, by running the plan's own
 * integers on sample inputs beside the network: once without noise, once with all noise drawn from
 * its distribution. A rescale's noise is that of the slot where the secret is largest.
 *
 * <p>Quantisation errors are fixed functions of the input. The largest one seen is widened, see
 * {@link NetworkFacts#widening()}. Noise is Gaussian in a slot; {@link PlanReport#SIGMAS}
 * deviations of it are exceeded by none of a billion.
 */
final class ErrorPrediction {
  private static final long SEED = 7;

  /** By encrypted value and row, in the units of the network. */
  private final double[][] quantisation;

  private final double[][] noise;
  private final double[] largestNoise;
  private final double widening;

  /**
   * Runs the samples.
   *
   * @param deviations noise by encrypted value, in its integers
   */
  ErrorPrediction(NetworkFacts facts, BatchTranslator.Result result, double[] deviations) {
    EncryptedProgram program = result.program();
    int count = result.values().size();
    widening = facts.widening();
    quantisation = new double[count][];
    noise = new double[count][];
    largestNoise = new double[count];
    double[][][] quiet = new double[count][][];
    SampledExecution.run(
        program,
        facts.inputs(),
        null,
        (value, integers) -> {
          quiet[value] = integers;
          double[][] expected = facts.samples()[result.standsFor().get(value)];
          double[] scales = program.value(value).scales();
          quantisation[value] = new double[scales.length];
          for (int row = 0; row < scales.length; row++) {
            quantisation[value][row] = largestDifference(integers[row], scales[row], expected[row]);
          }
        });
    SampledExecution.Noise source =
        new SampledExecution.Noise(deviations, new SplittableRandom(SEED));
    SampledExecution.run(
        program,
        facts.inputs(),
        source,
        (value, integers) -> {
          double[] scales = program.value(value).scales();
          noise[value] = new double[scales.length];
          for (int row = 0; row < scales.length; row++) {
            double deviation = deviation(integers[row], quiet[value][row]);
            noise[value][row] = deviation / scales[row];
            largestNoise[value] = Math.max(largestNoise[value], deviation);
          }
        });
  }

  /** What encryption and rescales add to each value of a program, in its integers. */
  static double[] deviations(EncryptedProgram program, NoiseModel model) {
    double[] deviations = new double[program.operations().size() + 1];
    deviations[0] = model.fresh();
    for (int i = 1; i < deviations.length; i++) {
      if (program.operations().get(i - 1) instanceof Barrier barrier && barrier.rescales() > 0) {
        deviations[i] = model.rescaleInWorstSlot(barrier.output().components());
      }
    }
    return deviations;
  }

  private static double largestDifference(double[] integers, double scale, double[] expected) {
    double largest = 0;
    for (int s = 0; s < expected.length; s++) {
      largest = Math.max(largest, Math.abs(integers[s] / scale - expected[s]));
    }
    return largest;
  }

  /** The root of the mean square, or a third of the largest where few samples make most of it. */
  static double deviation(double[] noisy, double[] quiet) {
    double sum = 0;
    double largest = 0;
    for (int s = 0; s < noisy.length; s++) {
      double difference = Math.abs(noisy[s] - quiet[s]);
      sum += difference * difference;
      largest = Math.max(largest, difference);
    }
    return Math.max(Math.sqrt(sum / noisy.length), largest / 3);
  }

  /** The largest error of quantisation seen, by row of an encrypted value. */
  double[] quantisation(int value) {
    return quantisation[value];
  }

  /** Standard deviations of the noise, by row of an encrypted value. */
  double[] noise(int value) {
    return noise[value];
  }

  /** The largest standard deviation of the noise of a value, in its integers. */
  double largestNoise(int value) {
    return largestNoise[value];
  }

  /** What quantisation may do to a row of a value. */
  double widened(int value, int row) {
    return widening * quantisation[value][row];
  }

  /** The predicted error of the worst row of a value, before it is decoded. */
  double largestError(int value) {
    double largest = 0;
    for (int row = 0; row < quantisation[value].length; row++) {
      double error = widened(value, row) + PlanReport.SIGMAS * noise[value][row];
      largest = Math.max(largest, error);
    }
    return largest;
  }
}
