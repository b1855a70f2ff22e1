package io.slotwise.training;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.slotwise.model.Shape;
import io.slotwise.training.data.Batches;
import io.slotwise.training.network.Activation;
import io.slotwise.training.network.LayerDefinition.ActivationSlot;
import io.slotwise.training.network.PolynomialBlock;
import io.slotwise.training.network.ReluFit;
import io.slotwise.training.network.TrainableNetwork;
import io.slotwise.training.network.TrainableNetwork.Stage;
import io.slotwise.training.network.Values;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives activations their first form, from what they are given while ReLU stands in their place.
 */
final class ActivationInitialiser {
  /** So many examples, or all if there are fewer: an element's fit has five unknowns at most. */
  private static final int EXAMPLES = 2048;

  /** A square's factor is at least this, so that its root and the shift beside it stay tame. */
  private static final double SMALLEST_SQUARE = 0.02;

  private ActivationInitialiser() {}

  /** Fits every polynomial to ReLU. */
  static void fitPolynomials(TrainingSession session, Batches batches) {
    TrainableNetwork network = session.network();
    List<PolynomialBlock> blocks = new ArrayList<>();
    for (Stage stage : network.stages()) {
      if (stage.block() instanceof PolynomialBlock block) {
        blocks.add(block);
      }
    }
    List<ReluFit> fits = observe(session, batches, blocks.getFirst().degree());
    for (int a = 0; a < blocks.size(); a++) {
      blocks.get(a).setCoefficients(fits.get(a).coefficients(network.activation()));
    }
  }

  /**
   * Makes the batch normalisation before each plain square such that the square does what the
   * quadratic fitted to ReLU does, but for a constant that the next layer learns: {@code a x² + b x
   * = (sqrt(a) (x + b / 2a))² - constant}. Squares without a normalisation before them stay.
   */
  static void fitSquares(TrainingSession session, Batches batches) {
    List<ReluFit> fits = observe(session, batches, 2);
    List<Stage> stages = session.network().stages();
    int activation = 0;
    for (int i = 0; i < stages.size(); i++) {
      if (stages.get(i).layer() instanceof ActivationSlot) {
        double[][] quadratics = fits.get(activation++).coefficients(Activation.CHANNEL);
        Block normalisation = i == 0 ? null : stages.get(i - 1).normalisation();
        if (normalisation != null) {
          absorb(quadratics, normalisation);
        }
      }
    }
  }

  private static void absorb(double[][] quadratics, Block normalisation) {
    Parameter scale = normalisation.getDirectParameters().get("gamma");
    Parameter shift = normalisation.getDirectParameters().get("beta");
    double[] scales = Values.of(scale);
    double[] shifts = Values.of(shift);
    float[] newScales = new float[scales.length];
    float[] newShifts = new float[scales.length];
    for (int channel = 0; channel < scales.length; channel++) {
      double factor = Math.max(SMALLEST_SQUARE, quadratics[2][channel]);
      double root = Math.sqrt(factor);
      newScales[channel] = (float) (root * scales[channel]);
      newShifts[channel] =
          (float) (root * (shifts[channel] + quadratics[1][channel] / (2 * factor)));
    }
    scale.getArray().set(newScales);
    shift.getArray().set(newShifts);
  }

  private static List<ReluFit> observe(TrainingSession session, Batches batches, int degree) {
    List<Shape> shapes = session.network().definition().activationShapes();
    List<ReluFit> fits = shapes.stream().map(shape -> new ReluFit(shape, degree)).toList();
    batches.forFirst(
        EXAMPLES,
        batch -> session.observe(batch, (activation, values) -> fits.get(activation).add(values)));
    return fits;
  }
}
