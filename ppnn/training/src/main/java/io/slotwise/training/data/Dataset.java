package io.slotwise.training.data;

import io.slotwise.training.choice.Choice;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The data sets that can be trained on, by name. */
public enum Dataset implements Choice {
  /** Handwritten digits: 60,000 training and 10,000 test images of 28 x 28, four IDX files. */
  MNIST {
    @Override
    public TrainingData load(Path folder) {
      LabelledImages training = MnistFiles.read(folder, "train");
      LabelledImages test = MnistFiles.read(folder, "t10k");
      return TrainingData.split(training, training.count() / VALIDATION_SHARE, test);
    }
  };

  /** One in this many training images is held out for validation: 5000 of MNIST's. */
  private static final int VALIDATION_SHARE = 12;

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
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the data set.
   *
   * @param folder holds its files under their original names, plain or gzipped
   * @return training, validation and test images
   * @throws io.slotwise.model.DataException if files are missing, malformed or do not fit together
   */
  public abstract TrainingData load(Path folder);
}
