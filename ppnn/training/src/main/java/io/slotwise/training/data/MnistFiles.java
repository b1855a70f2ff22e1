package io.slotwise.training.data;

import io.slotwise.model.DataException;
import io.slotwise.model.data.IdxFiles;
import io.slotwise.model.data.InputBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Reads the pairs of IDX files, plain or gzipped, that MNIST and data sets like it come in. */
final class MnistFiles {
  private MnistFiles() {}

  /**
   * Reads images and labels.
   *
   * @param folder holds the files
   * @param part {@code train} or {@code t10k}, which their names start with
   * @throws DataException if a file is missing or malformed, or they do not fit together
   */
  static LabelledExamples read(Path folder, String part) {
    Path imageFile = find(folder, part + "-images-idx3-ubyte");
    Path labelFile = find(folder, part + "-labels-idx1-ubyte");
    InputBatch images = IdxFiles.readImages(imageFile);
    int[] labels = IdxFiles.readLabels(labelFile);
    if (images.count() != labels.length) {
      throw new DataException(
          "%s holds %d images and %s %d labels: they do not belong together"
              .formatted(imageFile, images.count(), labelFile, labels.length));
    }
    return LabelledExamples.ofPixels(images.shape(), pixels(images), labels);
  }

  private static Path find(Path folder, String name) {
    return Stream.of(name, name + ".gz")
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    "the folder %s has no %s (or %s.gz): the data set's original files belong there"
                        .formatted(folder, name, name)));
  }

  /** Back to bytes, image by image: a training keeps all images in memory. */
  private static byte[] pixels(InputBatch images) {
    byte[] pixels = new byte[images.count() * images.features()];
    for (int element = 0; element < images.features(); element++) {
      double[] row = images.row(element);
      for (int image = 0; image < row.length; image++) {
        pixels[image * images.features() + element] = (byte) (int) row[image];
      }
    }
    return pixels;
  }
}
