package io.slotwise.model.onnx;

import io.slotwise.model.ModelException;

/**
 * A tensor known when the model is read.
 *
 * @param dims dimensions, each at least 0; none for a scalar
 * @param values row-major
 * @param integer whether its ONNX type is an integer one (division then truncates)
 * @param symbolic whether it came from a Shape of a tensor with symbolic batch; a 0 then stands for
 *     the batch size, and nothing may be computed with it
 */
record Constant(int[] dims, double[] values, boolean integer, boolean symbolic) implements Value {
  /** The most elements that folding may make of smaller constants. */
  private static final int MAX_FOLDED = 1 << 24;

  static Constant of(int[] dims, double[] values, boolean integer) {
    return new Constant(dims, values, integer, false);
  }

  static Constant floats(double[] values, int... dims) {
    return of(dims, values, false);
  }

  /** The number of elements of these dimensions, bounded so that hostile files exhaust nothing. */
  static int foldedSize(int[] dims) {
    long size = 1;
    for (int dim : dims) {
      size *= dim;
      if (dim < 0 || size > MAX_FOLDED) {
        throw new ModelException("a folded constant may have at most " + MAX_FOLDED + " elements");
      }
    }
    return (int) size;
  }

  int rank() {
    return dims.length;
  }

  int size() {
    return values.length;
  }

  Constant reshaped(int... newDims) {
    return new Constant(newDims, values, integer, symbolic);
  }

  /** The only number in this tensor. */
  double scalar(String what) {
    if (values.length != 1) {
      throw new ModelException(what + " must be a single number, not " + values.length);
    }
    return values[0];
  }

  /** All elements as integers that fit an int. */
  int[] integers(String what) {
    int[] result = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (int) values[i];
      if (result[i] != values[i]) {
        // Slice ends and the like use the extremes of 64-bit integers for "to the end".
        boolean huge = values[i] == Math.rint(values[i]);
        if (!huge) {
          throw new ModelException(what + " must be integers, not " + values[i]);
        }
      }
    }
    return result;
  }

  Constant requireComputable() {
    if (symbolic) {
      throw new ModelException("computes with the batch size, which must not matter");
    }
    return this;
  }
}
