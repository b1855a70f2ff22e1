package io.slotwise.inference.packing;

import io.slotwise.inference.file.Fingerprint;
import io.slotwise.openfhe.TensorShape;
import java.util.List;

/**
 * What an encrypted tensor is, besides its residues. Immutable.
 *
 * @param plan the plan that it belongs to
 * @param packing where each image is
 * @param keyTag OpenFHE's tag of the key that it is encrypted under
 * @param shape what each group holds: a row per feature element, or per score
 * @param scales exact scale of each row
 */
public record TensorDescription(
    Fingerprint plan,
    ElementWisePacking packing,
    String keyTag,
    TensorShape shape,
    List<Double> scales) {
  /**
   * Copies the scales and checks their number.
   *
   * @throws IllegalArgumentException if there is not one scale per row, or the tag is empty
   */
  public TensorDescription {
    scales = List.copyOf(scales);
    if (scales.size() != shape.rows()) {
      throw new IllegalArgumentException(
          "%d scales for %d rows".formatted(scales.size(), shape.rows()));
    }
    if (keyTag.isEmpty()) {
      throw new IllegalArgumentException("an encrypted tensor needs the tag of a key");
    }
  }
}
