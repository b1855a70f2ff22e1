package io.slotwise.model.testing;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.slotwise.model.Shape;

/**
 * A random model with inputs for it.
 *
 * @param description what it is made of, for messages
 * @param model the model
 * @param inputShape the shape of one image
 * @param images shape (images, features), values exact in single precision
 */
public record RandomModel(
    String description, ModelProto model, Shape inputShape, double[][] images) {
  /** The bytes of the ONNX file. */
  public byte[] bytes() {
    return model.toByteArray();
  }
}
