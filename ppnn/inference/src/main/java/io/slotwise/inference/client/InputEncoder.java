package io.slotwise.inference.client;

import io.slotwise.inference.packing.ElementWisePacking;
import io.slotwise.inference.plan.ClientPlan;
import io.slotwise.model.InputRange;
import io.slotwise.model.Preprocessing;
import io.slotwise.model.Shape;
import io.slotwise.model.data.InputBatch;
import java.util.Arrays;

/** Prepares a batch as the plan says, checks it, and lays its numbers out in slots. */
final class InputEncoder {
  private final double factor;
  private final double filler;
  private final InputBatch batch;
  private final ElementWisePacking packing;

  /**
   * Prepares and checks the whole batch.
   *
   * @throws io.slotwise.model.DataException if its shape or a value does not fit the plan
   */
  InputEncoder(ClientPlan plan, InputBatch raw) {
    factor = plan.encodingFactor();
    filler = plan.terms().filler();
    Shape shape = new Shape(plan.terms().inputShape());
    Preprocessing preprocessing = Preprocessing.fromMetadata(plan.terms().preprocessing());
    InputRange range = new InputRange(plan.terms().inputLow(), plan.terms().inputHigh());
    batch = raw.prepared(shape, preprocessing, range);
    packing = new ElementWisePacking(batch.count(), plan.terms().parameters().slots());
  }

  /** Where each image goes. */
  ElementWisePacking packing() {
    return packing;
  }

  /** What the slots of one ciphertext hold. */
  double[] slots(int group, int feature) {
    double[] values = batch.row(feature);
    double[] slots = new double[packing.slots()];
    Arrays.fill(slots, filler * factor);
    int first = packing.firstImage(group);
    for (int image = 0; image < packing.imagesOf(group); image++) {
      slots[image] = values[first + image] * factor;
    }
    return slots;
  }
}
