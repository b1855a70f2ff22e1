package io.slotwise.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.model.DataException;
import io.slotwise.model.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistFilesTest {
  /** Two images of 1 x 2 pixels. */
  private static final byte[] IMAGES = {
    0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, (byte) 255, 51, 102
  };

  private static final byte[] LABELS = {0, 0, 8, 1, 0, 0, 0, 2, 7, 3};

  @TempDir private Path folder;
  private Path images;
  private Path labels;

  @BeforeEach
  void writeFiles() throws IOException {
    images = Files.write(folder.resolve("train-images-idx3-ubyte"), IMAGES);
    labels = Files.write(folder.resolve("train-labels-idx1-ubyte"), LABELS);
  }

  @Test
  void readsPlainFiles() {
    assertContent(MnistFiles.read(folder, "train"));
  }

  @Test
  void readsGzippedFiles() throws IOException {
    Files.delete(images);
    Path gzipped = folder.resolve("train-images-idx3-ubyte.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzipped))) {
      out.write(IMAGES);
    }

    assertContent(MnistFiles.read(folder, "train"));
  }

  @Test
  void refusesTruncatedFiles() throws IOException {
    Files.write(images, Arrays.copyOf(IMAGES, IMAGES.length - 1));

    assertThatThrownBy(() -> MnistFiles.read(folder, "train"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(images.toString());
  }

  @Test
  void refusesMissingFiles() throws IOException {
    Files.delete(labels);

    assertThatThrownBy(() -> MnistFiles.read(folder, "train"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("train-labels-idx1-ubyte")
        .hasMessageContaining(folder.toString());
  }

  @Test
  void labelsAreUnsigned() throws IOException {
    byte[] large = LABELS.clone();
    large[8] = (byte) 200;
    Files.write(labels, large);

    assertThat(MnistFiles.read(folder, "train").largestLabel()).isEqualTo(200);
  }

  @Test
  void refusesImagesAndLabelsThatDifferInNumber() throws IOException {
    Files.write(labels, new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 7});

    assertThatThrownBy(() -> MnistFiles.read(folder, "train"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("2 images")
        .hasMessageContaining("1 labels");
  }

  private static void assertContent(LabelledExamples read) {
    float[] pixels = new float[4];
    read.copyTo(0, pixels, 0);
    read.copyTo(1, pixels, 2);

    assertThat(read.shape()).isEqualTo(Shape.of(1, 1, 2));
    assertThat(read.count()).isEqualTo(2);
    assertThat(read.label(0)).isEqualTo(7);
    assertThat(read.label(1)).isEqualTo(3);
    assertThat(pixels).containsExactly(0, 1, 0.2f, 0.4f);
  }
}
