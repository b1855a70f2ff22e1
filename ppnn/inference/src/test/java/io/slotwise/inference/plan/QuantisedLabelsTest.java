package io.slotwise.inference.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.inference.client.Client;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.packing.EncryptedTensor;
import io.slotwise.inference.server.Server;
import io.slotwise.model.Shape;
import io.slotwise.model.data.InputBatch;
import io.slotwise.model.program.Program;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Encrypted scores against those of the plan's own integers, exactly and without noise: they differ
 * by no more than the predicted noise, so that labels agree wherever the margin is twice that.
 */
class QuantisedLabelsTest {
  private static final int INPUTS = 8;
  private static final int IMAGES = 1000;

  @Test
  void encryptedLabelsAreTheQuantisedOnesWhereTheMarginExceedsTheNoiseTwice() {
    long seed = 20;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Program program =
        new Program(
            INPUTS,
            List.of(
                KnownPrograms.dense("dense1", 0, INPUTS, 16, random),
                KnownPrograms.square("square1", 1, 16),
                KnownPrograms.dense("dense2", 2, 16, 12, random),
                KnownPrograms.square("square2", 3, 12),
                KnownPrograms.dense("dense3", 4, 12, 10, random)));
    Plan plan =
        new BatchPlanner(new OpenFheModuli())
            .plan(
                new PlanRequest(
                    program,
                    List.of(INPUTS),
                    Map.of(),
                    IMAGES,
                    -1,
                    1,
                    PlanRequest.Options.DEFAULTS));
    double noise = plan.report().predictedNoise();
    assertThat(noise).isPositive().isLessThan(plan.report().predictedError());
    double[][] images = new double[IMAGES][INPUTS];
    for (double[] image : images) {
      Arrays.setAll(image, _ -> 2 * random.nextDouble() - 1);
    }

    double[][] encrypted = encrypted(plan, images);

    Simulation quantised = new Simulation(plan.server(), random, false);
    int clear = 0;
    double largest = 0;
    for (int image = 0; image < IMAGES; image++) {
      double[] expected = quantised.scores(images[image]);
      for (int score = 0; score < expected.length; score++) {
        largest = Math.max(largest, Math.abs(encrypted[image][score] - expected[score]));
      }
      if (margin(expected) > 2 * noise) {
        assertThat(label(encrypted[image])).as("image %d", image).isEqualTo(label(expected));
        clear++;
      }
    }
    assertThat(largest).isLessThanOrEqualTo(noise).isGreaterThan(noise / 20);
    assertThat(clear).isGreaterThan(IMAGES / 2);
  }

  private static double[][] encrypted(Plan plan, double[][] images) {
    RunOptions options = RunOptions.defaults();
    InputBatch batch = InputBatch.ofImages(new Shape(List.of(INPUTS)), images);
    try (Client client = Client.generate(plan.client());
        Server server = Server.open(plan.server(), client.publicMaterial());
        EncryptedTensor encrypted = client.encrypt(batch, options);
        EncryptedTensor scores = server.evaluate(encrypted, options)) {
      return client.decrypt(scores, options);
    }
  }

  private static int label(double[] scores) {
    return IntStream.range(0, scores.length)
        .reduce((one, other) -> scores[other] > scores[one] ? other : one)
        .orElseThrow();
  }

  private static double margin(double[] scores) {
    double[] sorted = Arrays.stream(scores).sorted().toArray();
    return sorted[sorted.length - 1] - sorted[sorted.length - 2];
  }
}
