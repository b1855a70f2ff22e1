package io.slotwise.training;

import io.slotwise.training.data.Dataset;
import io.slotwise.training.distillation.Distillation;
import io.slotwise.training.network.Activation;
import io.slotwise.training.network.NetworkDefinition;
import io.slotwise.training.network.PolynomialBlock;
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
 * @param degree of the polynomials, from 2 to 4, if the activation is one with trained coefficients
 * @param epochs passes over the training examples, at least 1
 * @param seed decides initial weights, order and augmentation: the same seed on the same machine
 *     gives the same model
 * @param recipe how weights are fitted
 * @param distillation the teacher and how to learn from it; null to learn from labels alone
 * @param warmStart the network to start from; null to start from random weights
 * @param checkpoint written after each epoch, and where an interrupted training goes on from if the
 *     file exists; a finished training leaves it, since others can start warm from it; null for
 *     none
 * @param scoreNoise largest error that encryption adds to a score, such as a plan predicts, at
 *     least 0: for the evaluation at lower precision alone
 * @param output the ONNX file to write; one that exists is replaced when the training is over
 */
public record TrainingRequest(
    Path data,
    Dataset dataset,
    NetworkDefinition network,
    Activation activation,
    int degree,
    int epochs,
    long seed,
    Recipe recipe,
    @Nullable Distillation distillation,
    @Nullable WarmStart warmStart,
    @Nullable Path checkpoint,
    double scoreNoise,
    Path output) {
  /** Epochs unless told otherwise. */
  public static final int DEFAULT_EPOCHS = 20;

  /** Seed unless told otherwise. */
  public static final long DEFAULT_SEED = 1;

  /** Degree unless told otherwise. */
  public static final int DEFAULT_DEGREE = 2;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there would be no epoch, or the degree or the noise is
   *     outside of its range
   */
  public TrainingRequest {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be at least 1, not " + epochs);
    }
    if (degree < PolynomialBlock.LOWEST_DEGREE || degree > PolynomialBlock.HIGHEST_DEGREE) {
      throw new IllegalArgumentException(
          "the degree of an activation must be from %d to %d, not %d"
              .formatted(PolynomialBlock.LOWEST_DEGREE, PolynomialBlock.HIGHEST_DEGREE, degree));
    }
    if (!(scoreNoise >= 0)) {
      throw new IllegalArgumentException("the noise must be at least 0, not " + scoreNoise);
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
    private int degree = DEFAULT_DEGREE;
    private @Nullable Recipe recipe;
    private @Nullable Distillation distillation;
    private @Nullable WarmStart warmStart;
    private @Nullable Path checkpoint;
    private double scoreNoise;

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

    /** Sets the degree of the polynomials, from 2 to 4. */
    public Builder degree(int number) {
      degree = number;
      return this;
    }

    /** Sets the teacher. */
    public Builder distillation(@Nullable Distillation from) {
      distillation = from;
      return this;
    }

    /** Sets the network to start from. */
    public Builder warmStart(@Nullable WarmStart from) {
      warmStart = from;
      return this;
    }

    /** Sets the file that keeps the training's state. */
    public Builder checkpoint(@Nullable Path file) {
      checkpoint = file;
      return this;
    }

    /** Sets the noise that the model is evaluated under, besides rounded weights. */
    public Builder scoreNoise(double size) {
      scoreNoise = size;
      return this;
    }

    /** Sets how weights are fitted, instead of the data set's {@link Recipe#standard}. */
    public Builder recipe(Recipe other) {
      recipe = other;
      return this;
    }

    /**
     * Returns the request.
     *
     * @throws NullPointerException if the data folder or the output is missing
     * @throws IllegalArgumentException as the constructor
     */
    public TrainingRequest build() {
      return new TrainingRequest(
          Objects.requireNonNull(data, "the data folder is missing"),
          dataset,
          network,
          activation,
          degree,
          epochs,
          seed,
          Objects.requireNonNullElseGet(recipe, () -> Recipe.standard(dataset)),
          distillation,
          warmStart,
          checkpoint,
          scoreNoise,
          Objects.requireNonNull(output, "the output file is missing"));
    }
  }
}
