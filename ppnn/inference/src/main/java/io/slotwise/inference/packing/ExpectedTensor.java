package io.slotwise.inference.packing;

import io.slotwise.inference.file.Fingerprint;
import io.slotwise.openfhe.TensorShape;
import java.util.List;

/**
 * What a plan says of a tensor, whatever the number of images and the key.
 *
 * @param plan its fingerprint
 * @param slots slots of its ciphertexts
 * @param shape of each group
 * @param scales of each row
 */
public record ExpectedTensor(Fingerprint plan, int slots, TensorShape shape, List<Double> scales) {
  /** Copies the scales. */
  public ExpectedTensor {
    scales = List.copyOf(scales);
  }

  /** A tensor as the plan says, for so many images under one key. */
  public TensorDescription describe(int images, String keyTag) {
    return new TensorDescription(
        plan, new ElementWisePacking(images, slots), keyTag, shape, scales);
  }

  /**
   * Checks a tensor.
   *
   * @throws IllegalArgumentException if it is of another plan, or not as the plan says
   */
  public void require(TensorDescription actual) {
    if (!actual.plan().equals(plan)) {
      throw new IllegalArgumentException(
          "it was made for plan %s, not for plan %s".formatted(actual.plan(), plan));
    }
    if (!actual.shape().equals(shape) || actual.packing().slots() != slots) {
      throw new IllegalArgumentException(
          "it holds groups of %s with %d slots; its plan has %s with %d"
              .formatted(actual.shape(), actual.packing().slots(), shape, slots));
    }
    if (!actual.scales().equals(scales)) {
      throw new IllegalArgumentException("its scales are not those of its plan");
    }
  }
}
