package io.slotwise.model;

import java.util.List;

/**
 * One step of a {@link Network}. Layers hold plain numbers and know nothing of the values that they
 * are applied to; they are immutable as long as nobody writes to the arrays handed to them.
 */
public sealed interface Layer
    permits Affine,
        AveragePooling,
        BatchNormalization,
        Concatenation,
        Convolution,
        Dense,
        GlobalAveragePooling,
        Padding,
        PolynomialActivation,
        Reshape,
        Sum {
  /** What the user calls this layer: the names of the ONNX nodes that it came from. */
  String name();

  /**
   * The shape that this layer makes of inputs of the given shapes (batch left out).
   *
   * @throws ModelException if the layer cannot take such inputs; the message names the layer
   */
  Shape outputShape(List<Shape> inputs);
}
