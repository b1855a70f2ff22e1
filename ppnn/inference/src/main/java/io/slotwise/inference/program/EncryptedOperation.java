package io.slotwise.inference.program;

import java.util.List;

/** One step of an {@link EncryptedProgram}; it makes exactly one value. */
public sealed interface EncryptedOperation permits IntegerLinear, Quadratic, Product, Barrier {
  /** What the user calls the layer that this step belongs to. */
  String name();

  /**
   * The values read, as indices into the program: 0 is the input, {@code i + 1} is what operation
   * {@code i} made.
   */
  List<Integer> inputs();

  /** What is known of the value made. */
  EncryptedValue output();

  /**
   * Whether output row {@code r} depends on row {@code r} of the inputs alone, so that consecutive
   * steps can be run row by row.
   */
  boolean rowWise();
}
