package io.slotwise.training;

import java.nio.file.Path;

/**
 * Starts from a trained network of the same layers instead of random weights. From a ReLU network,
 * polynomials are fitted to ReLU on what each activation is given, and then take its place step by
 * step. A network with the same activation is trained further, with another schedule or teacher.
 *
 * @param network what the training of that network left (see {@link TrainingRequest#checkpoint}),
 *     or the ONNX model that it wrote; a model has batch normalisation folded into its weights, and
 *     gets it back with the mean and variance of what the training examples make of it
 * @param replacementEpochs epochs over which ReLU fades out, 0 for at once; each activation is the
 *     weighted mean of ReLU and the polynomial meanwhile
 */
public record WarmStart(Path network, int replacementEpochs) {
  /**
   * Checks the epochs.
   *
   * @throws IllegalArgumentException if they are negative
   */
  public WarmStart {
    if (replacementEpochs < 0) {
      throw new IllegalArgumentException(
          "the epochs of replacement must be at least 0, not " + replacementEpochs);
    }
  }
}
