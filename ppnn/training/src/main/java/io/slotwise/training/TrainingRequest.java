package io.slotwise.training;

import io.slotwise.training.data.Dataset;
import io.slotwise.training.network.Activation;
import io.slotwise.training.network.NetworkDefinition;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be trained. Immutable.
 *
 * @param data folder of the data set's files
 * @param dataset which data set
 * @param network which network
 * @param activation what stands in the network's activation slots
 * @param epochs passes over the training images, at least 1
 * @param seed decides initial weights, order and augmentation: the same seed on the same machine
 *     gives the same model
 * @param output the ONNX file to write; one that exists is replaced when the training is over
 * @param recipe how weights are fitted
 */
public record TrainingRequest(
    Path data,
    Dataset dataset,
    NetworkDefinition network,
    Activation activation,
    int epochs,
    long seed,
    Path output,
    Recipe recipe) {
  /** Epochs unless told otherwise. */
  public static final int DEFAULT_EPOCHS = 20;

  /** Seed unless told otherwise. */
  public static final long DEFAULT_SEED = 1;

  /**
   * Checks the number of epochs.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public TrainingRequest {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be at least 1, not " + epochs);
    }
  }

  /** Returns a builder; data folder and output must be given, the rest has defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Builds a {@link TrainingRequest}. Not safe for several threads. */
  public static final class Builder {
    private @Nullable Path data;
    private Dataset dataset = Dataset.MNIST;
    private NetworkDefinition network = NetworkDefinition.CRYPTONETS;
    private Activation activation = Activation.SQUARE;
    private int epochs = DEFAULT_EPOCHS;
    private long seed = DEFAULT_SEED;
    private @Nullable Path output;
    private Recipe recipe = Recipe.standard();

    private Builder() {}

    /** Sets the folder of the data set's files. */
    public Builder data(Path folder) {
      data = folder;
      return this;
    }

    /**
     * Sets the data set by name.
     *
     * @throws IllegalArgumentException if it is not supported; the message lists those that are
     */
    public Builder dataset(String name) {
      dataset = Dataset.named(name);
      return this;
    }

    /**
     * Sets the network by name.
     *
     * @throws IllegalArgumentException if it is not supported; the message lists those that are
     */
    public Builder network(String name) {
      network = NetworkDefinition.named(name);
      return this;
    }

    /**
     * Sets the activation by name.
     *
     * @throws IllegalArgumentException if it is not supported; the message lists those that are
     */
    public Builder activation(String name) {
      activation = Activation.named(name);
      return this;
    }

    /** Sets the number of passes over the training images, at least 1. */
    public Builder epochs(int number) {
      epochs = number;
      return this;
    }

    /** Sets what all chance is drawn from. */
    public Builder seed(long number) {
      seed = number;
      return this;
    }

    /** Sets the ONNX file to write. */
    public Builder output(Path file) {
      output = file;
      return this;
    }

    /** Sets how weights are fitted, instead of {@link Recipe#standard()}. */
    public Builder recipe(Recipe other) {
      recipe = other;
      return this;
    }

    /**
     * Returns the request.
     *
     * @throws NullPointerException if the data folder or the output is missing
     * @throws IllegalArgumentException if there would be no epoch
     */
    public TrainingRequest build() {
      return new TrainingRequest(
          Objects.requireNonNull(data, "the data folder is missing"),
          dataset,
          network,
          activation,
          epochs,
          seed,
          Objects.requireNonNull(output, "the output file is missing"),
          recipe);
    }
  }
}
