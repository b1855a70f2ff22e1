package io.slotwise.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.training.data.Augmentation;
import io.slotwise.training.data.Batches;
import io.slotwise.training.data.Dataset;
import io.slotwise.training.data.Normalisation;
import io.slotwise.training.data.TrainingData;
import io.slotwise.training.distillation.Distillation;
import io.slotwise.training.network.Activation;
import io.slotwise.training.network.NetworkDefinition;
import io.slotwise.training.network.TrainableNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
  private static final int WARM_UP = 50;
  private static final int STEPS = 150;

  /** A leak shows in every round, growth of Java's heap and of the allocators does not. */
  private static final int ROUNDS = 3;

  /** Noise of the allocators, in bytes. */
  private static final long ALLOWED_GROWTH = 40 << 20;

  @TempDir private Path folder;

  @Test
  void stepsAndEvaluationsFreeWhatTheyMake() throws IOException {
    SyntheticDigits.write(folder);
    TrainingData data = Dataset.MNIST.load(folder);
    Recipe recipe = new Recipe(240, 0.001, 0.3, 0.01, 1, 0, 4, 0.1, Augmentation.NONE);
    TrainableNetwork network =
        new TrainableNetwork(NetworkDefinition.CRYPTONETS, Activation.ELEMENT, 2);
    try (TrainingSession session =
        new TrainingSession(
            network,
            recipe,
            new Distillation(Path.of("unused.onnx"), 4, 0.5),
            Normalisation.PIXELS,
            WARM_UP + ROUNDS * STEPS,
            new SplittableRandom(1))) {
      Batches batches = Batches.shuffled(data.training(), Augmentation.NONE, 240, 1);
      repeat(session, batches, data, WARM_UP);
      long leastGrowth = Long.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        long before = residentBytes();
        repeat(session, batches, data, STEPS);
        leastGrowth = Math.min(leastGrowth, residentBytes() - before);
      }

      // 150 steps that leak just the 240 x 845 pre-activations of each would take 122 MB.
      assertThat(leastGrowth).isLessThan(ALLOWED_GROWTH);
    }
  }

  private static void repeat(
      TrainingSession session, Batches batches, TrainingData data, int steps) {
    for (int i = 0; i < steps; i++) {
      session.step(batches.get(0), new float[240 * 10]);
      session.evaluate(data.test());
    }
  }

  private static long residentBytes() throws IOException {
    System.gc();
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(candidate -> candidate.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
  }
}
