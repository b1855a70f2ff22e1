package io.slotwise.training.comparison;

import io.slotwise.training.Recipe;
import io.slotwise.training.data.Dataset;
import io.slotwise.training.distillation.Distillation;
import io.slotwise.training.network.Activation;
import io.slotwise.training.network.NetworkDefinition;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be compared: every activation with every seed, each without distillation and, if there
 * is a teacher, with it, all on the same network and the same schedule.
 *
 * @param data folder of the data set's files
 * @param dataset which data set
 * @param network which network
 * @param activations which activations, at least one
 * @param degree of the trained polynomials, from 2 to 4
 * @param epochs passes over the training examples, at least 1
 * @param reluEpochs epochs of ReLU that every polynomial network of a seed starts from, 0 for
 *     random weights; a ReLU network itself is trained for both numbers of epochs together, so that
 *     it has been trained as long
 * @param replacementEpochs epochs over which ReLU fades out
 * @param seeds at least one
 * @param recipe how weights are fitted
 * @param distillation the teacher; null for none
 * @param folder where models, checkpoints and logs go; a comparison that finds its own there goes
 *     on from them
 */
public record ComparisonRequest(
    Path data,
    Dataset dataset,
    NetworkDefinition network,
    List<Activation> activations,
    int degree,
    int epochs,
    int reluEpochs,
    int replacementEpochs,
    List<Long> seeds,
    Recipe recipe,
    @Nullable Distillation distillation,
    Path folder) {
  /**
   * Copies the lists and checks the numbers.
   *
   * @throws IllegalArgumentException if there is nothing to compare or a number is out of range
   */
  public ComparisonRequest {
    activations = List.copyOf(activations);
    seeds = List.copyOf(seeds);
    if (activations.isEmpty() || seeds.isEmpty()) {
      throw new IllegalArgumentException("a comparison needs at least one activation and one seed");
    }
    if (epochs < 1 || reluEpochs < 0 || replacementEpochs < 0) {
      throw new IllegalArgumentException(
          "epochs must be at least 1, those of ReLU and of its replacement at least 0");
    }
    if (reluEpochs == 0 && replacementEpochs > 0) {
      throw new IllegalArgumentException(
          "ReLU can only be replaced step by step in a network that was trained with it: give it"
              + " some epochs");
    }
  }
}
