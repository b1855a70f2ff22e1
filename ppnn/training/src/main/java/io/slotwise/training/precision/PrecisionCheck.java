package io.slotwise.training.precision;

import io.slotwise.model.Network;
import io.slotwise.model.onnx.OnnxWriter;
import io.slotwise.training.data.Batches;
import io.slotwise.training.data.Batches.Batch;
import io.slotwise.training.data.LabelledExamples;
import io.slotwise.training.distillation.OnnxModel;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Evaluates a trained network under rounded weights and noise, so that one whose accuracy would
 * drop under encryption is found before it is planned.
 */
public final class PrecisionCheck {
  /** What weights are rounded to unless told otherwise: plans use 7 to 10 bits. */
  public static final List<Integer> DEFAULT_BITS = List.of(10, 8, 6, 5, 4);

  private static final int BATCH = 1000;
  private static final long NOISE_SEED = 0x4015eL;

  private final float[] exact;
  private final int classes;
  private final Network network;
  private final LabelledExamples examples;
  private final double unit;

  private PrecisionCheck(Network network, LabelledExamples examples, double unit) {
    this.network = network;
    this.examples = examples;
    this.unit = unit;
    this.classes = network.outputShape().size();
    this.exact = scores(network);
  }

  /**
   * What a network makes of examples at some precision.
   *
   * @param weightBits of a rounded weight, sign included
   * @param scoreNoise largest error that encryption adds to a score
   * @param accuracy share of the examples classified rightly, 0 to 1
   * @param exactAccuracy the same with exact weights and without noise
   * @param labelDisagreements examples classified differently from the exact network
   * @param maxScoreError largest difference of a score from the exact network's
   * @param scoreRange largest minus smallest score of the exact network
   */
  public record Result(
      int weightBits,
      double scoreNoise,
      double accuracy,
      double exactAccuracy,
      int labelDisagreements,
      double maxScoreError,
      double scoreRange) {}

  /**
   * Evaluates a network with its weights rounded to several numbers of bits.
   *
   * @param network a network of polynomials
   * @param examples what it is evaluated on: validation examples, since bits are a choice
   * @param unit what raw data were multiplied by to give the examples' numbers
   * @param bits numbers of bits, each from 2 to 24
   * @param scoreNoise largest error that encryption adds to a score, such as a plan predicts; drawn
   *     uniformly for each score, always from the same seed
   * @return one result a number of bits
   * @throws IllegalArgumentException if a number is out of range
   */
  public static List<Result> check(
      Network network,
      LabelledExamples examples,
      double unit,
      List<Integer> bits,
      double scoreNoise) {
    if (bits.stream().anyMatch(b -> b < 2 || b > 24) || !(scoreNoise >= 0)) {
      throw new IllegalArgumentException(
          "weights have 2 to 24 bits, and noise is at least 0: not %s and %s"
              .formatted(bits, scoreNoise));
    }
    PrecisionCheck check = new PrecisionCheck(network, examples, unit);
    return bits.stream().map(b -> check.at(b, scoreNoise)).toList();
  }

  private Result at(int bits, double scoreNoise) {
    float[] scores = scores(QuantisedNetwork.of(network, bits));
    SplittableRandom random = new SplittableRandom(NOISE_SEED);
    int disagreements = 0;
    double error = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] += (float) (scoreNoise * (2 * random.nextDouble() - 1));
      error = Math.max(error, Math.abs(scores[i] - exact[i]));
    }
    for (int e = 0; e < examples.count(); e++) {
      disagreements += predicted(scores, e) == predicted(exact, e) ? 0 : 1;
    }
    return new Result(
        bits, scoreNoise, accuracy(scores), accuracy(exact), disagreements, error, range(exact));
  }

  private float[] scores(Network evaluated) {
    float[] scores = new float[examples.count() * classes];
    try (OnnxModel model = OnnxModel.of("the network", OnnxWriter.toBytes(evaluated))) {
      Batches batches = Batches.inOrder(examples, BATCH);
      for (int i = 0; i < batches.count(); i++) {
        Batch batch = batches.get(i);
        float[] part = model.rawScores(batch.numbers(), examples.shape(), unit, classes);
        System.arraycopy(part, 0, scores, i * BATCH * classes, part.length);
      }
    }
    return scores;
  }

  private double accuracy(float[] scores) {
    int right = 0;
    for (int e = 0; e < examples.count(); e++) {
      right += predicted(scores, e) == examples.label(e) ? 1 : 0;
    }
    return (double) right / examples.count();
  }

  private int predicted(float[] scores, int example) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = scores[example * classes + c] > scores[example * classes + best] ? c : best;
    }
    return best;
  }

  private static double range(float[] scores) {
    float[] sorted = scores.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - 1] - sorted[0];
  }
}
