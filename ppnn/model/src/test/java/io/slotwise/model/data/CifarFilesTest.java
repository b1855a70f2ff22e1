package io.slotwise.model.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.model.DataException;
import io.slotwise.model.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarFilesTest {
  private static final int RECORD = 1 + 3 * 32 * 32;

  @TempDir Path folder;

  @Test
  void readsRecordsInOrderOverAllFiles() throws IOException {
    for (int number = 1; number <= 5; number++) {
      Files.write(folder.resolve("data_batch_" + number + ".bin"), records(number, number + 4));
    }

    CifarFiles.Images images = CifarFiles.readTraining(folder);

    assertThat(images.shape()).isEqualTo(Shape.of(3, 32, 32));
    assertThat(images.labels()).containsExactly(1, 5, 2, 6, 3, 7, 4, 8, 5, 9);
    assertThat(images.pixels()).hasSize(10 * 3072);
    // The first red and the last blue pixel of the last image.
    assertThat(images.pixels()[9 * 3072]).isEqualTo((byte) 109);
    assertThat(images.pixels()[10 * 3072 - 1]).isEqualTo((byte) 209);
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    assertThatThrownBy(() -> CifarFiles.readTest(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("test_batch.bin");

    Path file = Files.write(folder.resolve("test_batch.bin"), new byte[RECORD + 1]);
    assertThatThrownBy(() -> CifarFiles.readTest(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("3074 bytes are no whole number of records");

    Files.write(file, records(3, 10));
    assertThatThrownBy(() -> CifarFiles.readTest(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("image 1 has the label 10");
  }

  /** An image a label: its first pixel is the label plus 100, its last the label plus 200. */
  private static byte[] records(int... labels) {
    byte[] content = new byte[labels.length * RECORD];
    for (int i = 0; i < labels.length; i++) {
      content[i * RECORD] = (byte) labels[i];
      content[i * RECORD + 1] = (byte) (labels[i] + 100);
      content[(i + 1) * RECORD - 1] = (byte) (labels[i] + 200);
    }
    return content;
  }
}
