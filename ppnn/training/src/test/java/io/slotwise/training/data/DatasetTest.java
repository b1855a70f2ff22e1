package io.slotwise.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.slotwise.model.data.CifarFiles;
import io.slotwise.model.data.InputBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
  private static final int IMAGES = 24;

  /** What a network is trained on is what a client makes of the same file. */
  @Test
  void localContrastIsTheClients(@TempDir Path folder) throws IOException {
    Random random = new Random(5);
    for (int i = 1; i <= 5; i++) {
      Files.write(folder.resolve("data_batch_%d.bin".formatted(i)), images(random));
    }
    Files.write(folder.resolve("test_batch.bin"), images(random));

    TrainingData data = Dataset.named("cifar10-local-contrast").load(folder);

    CifarFiles.Images raw = CifarFiles.readTest(folder);
    double[][] pixels = new double[IMAGES][raw.shape().size()];
    for (int i = 0; i < raw.pixels().length; i++) {
      pixels[i / pixels[0].length][i % pixels[0].length] = Byte.toUnsignedInt(raw.pixels()[i]);
    }
    InputBatch prepared =
        InputBatch.ofImages(raw.shape(), pixels)
            .prepared(
                raw.shape(), data.normalisation().preprocessing(), data.normalisation().range());
    float[] numbers = new float[raw.shape().size()];
    for (int image = 0; image < IMAGES; image++) {
      data.test().copyTo(image, numbers, 0);
      double[] expected = prepared.image(image);
      for (int i = 0; i < numbers.length; i++) {
        assertThat((double) numbers[i]).isCloseTo(expected[i], within(1e-6));
      }
    }
  }

  private static byte[] images(Random random) {
    byte[] bytes = new byte[IMAGES * 3073];
    random.nextBytes(bytes);
    for (int i = 0; i < IMAGES; i++) {
      bytes[i * 3073] = (byte) (i % 10);
    }
    return bytes;
  }
}
