package io.slotwise.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains on the real digits, where they lie beside the project. */
@Tag("slow")
class MnistTest {
  /** Relative to this module's folder, which is where its tests run. */
  private static final Path DIGITS = Path.of("../../../shared/data/mnist");

  @TempDir private Path folder;

  @Test
  void fourEpochsReachNinetyEightPercent() {
    assumeTrue(
        Files.isDirectory(DIGITS),
        () -> "skipped: the MNIST files are not at " + DIGITS.toAbsolutePath().normalize());

    TrainingResult result =
        Trainer.train(
            TrainingRequest.builder()
                .data(DIGITS)
                .epochs(4)
                .output(folder.resolve("model.onnx"))
                .build(),
            TrainingListener.NONE,
            () -> false);

    assertThat(result.testImages()).isEqualTo(10_000);
    assertThat(result.testAccuracy()).isGreaterThan(0.98);
  }
}
