package io.slotwise.training.data;

import io.slotwise.model.LocalContrast;
import io.slotwise.model.Shape;
import io.slotwise.model.data.CifarFiles;
import io.slotwise.model.data.CsvFiles;
import io.slotwise.training.choice.Choice;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The data sets that can be trained on, by name. */
public enum Dataset implements Choice {
  /** Handwritten digits: 60,000 training and 10,000 test images of 28 x 28, four IDX files. */
  MNIST {
    @Override
    public TrainingData load(Path folder) {
      LabelledExamples training = MnistFiles.read(folder, "train");
      LabelledExamples test = MnistFiles.read(folder, "t10k");
      return images(training, test, Normalisation.PIXELS);
    }
  },

  /**
   * Small colour photographs: 50,000 training and 10,000 test images of 3 x 32 x 32, six binary
   * batches.
   */
  CIFAR10 {
    @Override
    public TrainingData load(Path folder) {
      LabelledExamples training = examples(CifarFiles.readTraining(folder));
      LabelledExamples test = examples(CifarFiles.readTest(folder));
      return images(training, test, Normalisation.ofPixels(training));
    }
  },

  /** The same photographs after {@link LocalContrast}, which the models' clients do too. */
  CIFAR10_LOCAL_CONTRAST {
    @Override
    public TrainingData load(Path folder) {
      LabelledExamples training = normalised(CifarFiles.readTraining(folder));
      LabelledExamples test = normalised(CifarFiles.readTest(folder));
      return images(training, test, Normalisation.of(LOCAL_CONTRAST));
    }
  },

  /**
   * A table: one CSV file, the label in its last column. A fifth of its rows are for the test, as
   * many for validation.
   */
  CSV {
    @Override
    public TrainingData load(Path folder) {
      CsvFiles.Table table = CsvFiles.read(CsvFiles.onlyOneIn(folder));
      LabelledExamples all = LabelledExamples.ofRows(table.numbers(), table.labels());
      int part = Math.max(1, all.count() / TABLE_SHARE);
      LabelledExamples[] withoutTest = TrainingData.split(all, part);
      LabelledExamples[] parts = TrainingData.split(withoutTest[0], part);
      return new TrainingData(parts[0], parts[1], withoutTest[1], Normalisation.ofRows(parts[0]));
    }
  };

  /** One in this many training images is held out for validation: 5000 of MNIST's. */
  private static final int VALIDATION_SHARE = 12;

  private static final int TABLE_SHARE = 5;

  /** Chosen on validation images; pixels from 0 to 255. */
  private static final LocalContrast LOCAL_CONTRAST = new LocalContrast(3, 0.5, 4, 3);

  /**
   * Finds a data set by its command-line name.
   *
   * @param name such as {@code mnist}
   * @return the data set
   * @throws IllegalArgumentException if there is none of that name; the message lists those there
   *     are
   */
  public static Dataset named(String name) {
    return Choice.named(List.of(values()), "dataset", name);
  }

  @Override
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static TrainingData images(
      LabelledExamples training, LabelledExamples test, Normalisation normalisation) {
    return TrainingData.split(training, training.count() / VALIDATION_SHARE, test, normalisation);
  }

  private static LabelledExamples examples(CifarFiles.Images images) {
    return LabelledExamples.ofPixels(images.shape(), images.pixels(), images.labels());
  }

  private static LabelledExamples normalised(CifarFiles.Images images) {
    Shape shape = images.shape();
    float[] numbers = new float[images.pixels().length];
    IntStream.range(0, images.labels().length)
        .parallel()
        .forEach(
            image -> {
              int start = image * shape.size();
              double[] pixels = new double[shape.size()];
              Arrays.setAll(pixels, i -> Byte.toUnsignedInt(images.pixels()[start + i]));
              double[] normalised = LOCAL_CONTRAST.normalised(pixels, shape);
              for (int i = 0; i < normalised.length; i++) {
                numbers[start + i] = (float) normalised[i];
              }
            });
    return LabelledExamples.ofImages(shape, numbers, images.labels());
  }

  /**
   * Reads the data set.
   *
   * @param folder holds its files under their original names, plain or gzipped
   * @return training, validation and test examples
   * @throws io.slotwise.model.DataException if files are missing, malformed or do not fit together
   */
  public abstract TrainingData load(Path folder);
}
