package io.slotwise.training.network;

import ai.djl.nn.Parameter;
import java.util.Arrays;

/** Copies numbers out of PyTorch's memory. */
public final class Values {
  private Values() {}

  /** Returns a copy of a parameter's numbers, row-major. */
  public static double[] of(Parameter parameter) {
    float[] values = parameter.getArray().toFloatArray();
    double[] converted = new double[values.length];
    Arrays.setAll(converted, i -> values[i]);
    return converted;
  }
}
