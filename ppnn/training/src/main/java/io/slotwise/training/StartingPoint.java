package io.slotwise.training;

import io.slotwise.model.DataException;
import io.slotwise.training.data.Batches;
import io.slotwise.training.export.ExportedModel;
import io.slotwise.training.network.Activation;
import java.nio.file.Path;

/** A trained network that another training starts from: a checkpoint or an exported model. */
sealed interface StartingPoint {

  /**
   * Reads one.
   *
   * @throws DataException if the file cannot be read or is damaged
   * @throws io.slotwise.model.ModelException if it is neither a checkpoint nor an exported model
   */
  static StartingPoint of(Path file) {
    return Checkpoint.isOne(file)
        ? new OfCheckpoint(file, Checkpoint.read(file))
        : new OfModel(ExportedModel.read(file));
  }

  /**
   * Gives a network the weights of this one.
   *
   * @param batches training examples
   * @return whether this network's activations are ReLU
   * @throws DataException if the network's layers are others, or its activations neither ReLU nor
   *     those of the session's
   */
  boolean restore(TrainingSession session, Batches batches);

  /** A checkpoint has everything, and nothing that would have to be found out again. */
  record OfCheckpoint(Path file, Checkpoint checkpoint) implements StartingPoint {
    @Override
    public boolean restore(TrainingSession session, Batches batches) {
      String network = session.network().definition().id();
      String activation = session.network().activation().id();
      boolean relu = checkpoint.activation().equals(Activation.RELU.id());
      if (!checkpoint.network().equals(network)
          || !(relu || checkpoint.activation().equals(activation))) {
        throw new DataException(
            "%s holds a network %s with activation %s; a warm start needs %s with relu or %s"
                .formatted(
                    file, checkpoint.network(), checkpoint.activation(), network, activation));
      }
      session.restoreParameters(checkpoint.parameters());
      return relu;
    }
  }

  /** A model lacks its batch normalisations. */
  record OfModel(ExportedModel model) implements StartingPoint {
    @Override
    public boolean restore(TrainingSession session, Batches batches) {
      session.restoreParameters(model.parametersOf(session.network()));
      NormalisationInitialiser.unfold(session, batches, model.relu());
      return model.relu();
    }
  }
}
