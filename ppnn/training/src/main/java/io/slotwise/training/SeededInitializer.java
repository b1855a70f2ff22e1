package io.slotwise.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import java.util.SplittableRandom;

/**
 * Normal weights with variance one over the number of inputs, from a generator of their own: DJL's
 * initialisers draw from the engine's, which all of the process shares.
 */
final class SeededInitializer implements Initializer {
  private final SplittableRandom random;

  SeededInitializer(SplittableRandom random) {
    this.random = random;
  }

  @Override
  public NDArray initialize(NDManager manager, Shape shape, DataType type) {
    double deviation = 1 / Math.sqrt((double) shape.slice(1).size());
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return manager.create(values, shape);
  }
}
