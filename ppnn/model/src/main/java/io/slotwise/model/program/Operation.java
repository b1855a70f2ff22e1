package io.slotwise.model.program;

import java.util.List;

/** One step of a {@link Program}; it makes exactly one value. */
public sealed interface Operation permits LinearOperation, PolynomialOperation {
  /** What the user calls this step: the names of the ONNX nodes that it came from. */
  String name();

  /**
   * The values read, as indices into the program: 0 is the input, {@code i + 1} is what operation
   * {@code i} made.
   */
  List<Integer> inputs();

  /** The number of rows of the value that this operation makes, at least 1. */
  int outputRows();
}
