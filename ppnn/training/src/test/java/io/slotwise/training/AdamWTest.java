package io.slotwise.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.ConstantInitializer;
import ai.djl.training.loss.Loss;
import io.slotwise.training.data.Augmentation;
import io.slotwise.training.network.Activation;
import io.slotwise.training.network.NetworkDefinition;
import io.slotwise.training.network.TrainableNetwork;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The steps are those of the paper's algorithm, computed here with plain numbers. */
class AdamWTest {
  private static final double RATE = 0.1;
  private static final double DECAY = 0.2;
  private static final double LIMIT = 3;

  @Test
  void stepsFollowThePapersAlgorithm() {
    Recipe recipe = new Recipe(32, RATE, 0.5, DECAY, LIMIT, 0, 4, 0, Augmentation.NONE);
    try (Model model = PyTorch.newModel("parameters")) {
      model.setBlock(new TrainableNetwork(NetworkDefinition.CRYPTONETS, Activation.SQUARE, 2));
      try (var trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()))) {
        NDManager memory = trainer.getManager();
        Parameter weight = parameter(memory, Parameter.Type.WEIGHT);
        Parameter coefficient = parameter(memory, Parameter.Type.OTHER);
        AdamW optimiser =
            new AdamW(Map.of("a.weight", weight, "b.coefficient1", coefficient), recipe, memory);
        Expected expected = new Expected(1, true, RATE);
        Expected slower = new Expected(1, false, 0.5 * RATE);

        for (int step = 1; step <= 5; step++) {
          try (NDManager stepMemory = memory.newSubManager()) {
            try (GradientCollector gradients = trainer.newGradientCollector()) {
              NDArray loss =
                  weight
                      .getArray()
                      .square()
                      .mul(2f)
                      .sum()
                      .add(coefficient.getArray().mul(3f).sum());
              gradients.backward(loss);
            }
            optimiser.step(RATE, stepMemory);
          }
          double gradient = 4 * expected.value;
          double cut = Math.min(1, LIMIT / Math.hypot(gradient, 3));
          expected.step(step, gradient * cut);
          slower.step(step, 3 * cut);

          assertThat(weight.getArray().getFloat()).isCloseTo((float) expected.value, within(1e-5f));
          assertThat(coefficient.getArray().getFloat())
              .isCloseTo((float) slower.value, within(1e-5f));
        }
      }
    }
  }

  @Test
  void gradientsThatAreNotFiniteChangeNothingAndManyOfThemEndTheTraining() {
    Recipe recipe = new Recipe(32, RATE, 0.5, DECAY, LIMIT, 0, 4, 0, Augmentation.NONE);
    try (Model model = PyTorch.newModel("parameters")) {
      model.setBlock(new TrainableNetwork(NetworkDefinition.CRYPTONETS, Activation.SQUARE, 2));
      try (var trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()))) {
        NDManager memory = trainer.getManager();
        Parameter weight = parameter(memory, Parameter.Type.WEIGHT);
        AdamW optimiser = new AdamW(Map.of("a.weight", weight), recipe, memory);

        stepAlong(Float.POSITIVE_INFINITY, weight, optimiser, trainer);
        assertThat(weight.getArray().getFloat()).isEqualTo(1);
        stepAlong(1, weight, optimiser, trainer);
        assertThat(weight.getArray().getFloat()).isFinite().isLessThan(1);
        assertThatThrownBy(
                () -> {
                  for (int step = 0; step < 100; step++) {
                    stepAlong(Float.NaN, weight, optimiser, trainer);
                  }
                })
            .isInstanceOf(TrainingDivergedException.class)
            .hasMessageContaining("gradients were not finite");
      }
    }
  }

  /** PyTorch once added to a gradient of which Java had freed the memory: the heap was damaged. */
  @Test
  void aSkippedStepLeavesGradientsInMemoryOfTheirOwn() {
    Recipe recipe = new Recipe(32, RATE, 0.5, DECAY, LIMIT, 0, 4, 0, Augmentation.NONE);
    try (Model model = PyTorch.newModel("parameters")) {
      model.setBlock(new TrainableNetwork(NetworkDefinition.CRYPTONETS, Activation.SQUARE, 2));
      try (var trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()))) {
        Parameter weight = parameter(trainer.getManager(), Parameter.Type.WEIGHT, 1000);
        AdamW optimiser = new AdamW(Map.of("a.weight", weight), recipe, trainer.getManager());

        stepAlong(Float.POSITIVE_INFINITY, weight, optimiser, trainer);
        List<ByteBuffer> others = reuseFreedMemory(4 * 1000);

        assertThat(others).isNotEmpty();
        assertThat(weight.getArray().getGradient().abs().sum().getFloat()).isZero();
      }
    }
  }

  private static List<ByteBuffer> reuseFreedMemory(int size) {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      if (i % 100 == 0) {
        System.gc(); // what Java no longer refers to goes back to the heap that PyTorch uses too
      }
      ByteBuffer buffer = ByteBuffer.allocateDirect(size);
      while (buffer.hasRemaining()) {
        buffer.put((byte) 1);
      }
      buffers.add(buffer);
    }
    return buffers;
  }

  private static void stepAlong(float slope, Parameter weight, AdamW optimiser, Trainer trainer) {
    try (NDManager memory = trainer.getManager().newSubManager()) {
      try (GradientCollector gradients = trainer.newGradientCollector()) {
        gradients.backward(weight.getArray().mul(slope).sum());
      }
      optimiser.step(RATE, memory);
    }
  }

  private static Parameter parameter(NDManager memory, Parameter.Type type) {
    return parameter(memory, type, 1);
  }

  private static Parameter parameter(NDManager memory, Parameter.Type type, int size) {
    Parameter parameter =
        Parameter.builder()
            .setName("value")
            .setType(type)
            .optShape(new Shape(size))
            .optInitializer(new ConstantInitializer(1))
            .build();
    parameter.initialize(memory, DataType.FLOAT32);
    return parameter;
  }

  private static final class Expected {
    private final boolean decays;
    private final double rate;
    private double value;
    private double first;
    private double second;

    Expected(double value, boolean decays, double rate) {
      this.value = value;
      this.decays = decays;
      this.rate = rate;
    }

    void step(int number, double gradient) {
      first = 0.9 * first + 0.1 * gradient;
      second = 0.999 * second + 0.001 * gradient * gradient;
      double mean = first / (1 - Math.pow(0.9, number));
      double square = second / (1 - Math.pow(0.999, number));
      value -= decays ? RATE * DECAY * value : 0;
      value -= rate * mean / (Math.sqrt(square) + 1e-8);
    }
  }
}
