package io.slotwise.training;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import ai.djl.training.optimizer.Optimizer;
import io.slotwise.training.data.Batches;
import io.slotwise.training.data.Batches.Batch;
import io.slotwise.training.data.LabelledImages;
import io.slotwise.training.network.TrainableNetwork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A network being trained: its weights, the optimiser's state and the native memory of both. Not
 * safe for several threads.
 */
final class TrainingSession implements AutoCloseable {
  private static final int EVALUATION_BATCH = 1000;

  private final TrainableNetwork network;
  private final Recipe recipe;
  private final Model model;
  private final ai.djl.training.Trainer trainer;
  private final Loss crossEntropy = new SoftmaxCrossEntropyLoss("loss", 1, -1, false, true);

  private int steps;

  /** What one step did: the mean loss of its images and how many were classified rightly. */
  record Step(double loss, int right) {}

  /**
   * Initialises a network.
   *
   * @param network an uninitialised network
   * @param steps number of steps that the training will take, for the learning rate
   * @param random decides the initial weights
   */
  TrainingSession(TrainableNetwork network, Recipe recipe, int steps, SplittableRandom random) {
    this.network = network;
    this.recipe = recipe;
    model = PyTorch.newModel(network.definition().id());
    model.setBlock(network);
    trainer = model.newTrainer(configuration(recipe, steps, random));
    trainer.initialize(batchShape(1));
  }

  private static DefaultTrainingConfig configuration(
      Recipe recipe, int steps, SplittableRandom random) {
    Optimizer optimizer =
        Optimizer.adamW()
            .optLearningRateTracker(new OneCycle(recipe.learningRate(), steps))
            .optWeightDecays((float) recipe.weightDecay())
            .optClipGrad((float) recipe.gradientLimit())
            .build();
    return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
        .optOptimizer(optimizer)
        .optDevices(new ai.djl.Device[] {ai.djl.Device.cpu()})
        .optInitializer(new SeededInitializer(random), Parameter.Type.WEIGHT);
  }

  /** Returns the network being trained; its parameters change with each step. */
  TrainableNetwork network() {
    return network;
  }

  /** Fits the weights to one batch. Everything that it makes is freed when it returns. */
  Step step(Batch batch) {
    try (NDManager memory = trainer.getManager().newSubManager();
        GradientCollector gradients = trainer.newGradientCollector()) {
      NDArray pixels = memory.create(batch.pixels(), batchShape(batch.count()));
      NDArray targets = memory.create(targets(batch), new Shape(batch.count(), classes()));
      NDList outputs = trainer.forward(new NDList(pixels));
      NDArray scores = outputs.head();
      NDArray loss = crossEntropy.evaluate(new NDList(targets), new NDList(scores));
      double shown = requireFinite(loss.getFloat(), outputs);
      for (NDArray preActivation : outputs.subNDList(1)) {
        loss = loss.add(rangePenalty(preActivation));
      }
      gradients.backward(loss);
      trainer.step();
      return new Step(shown, right(scores, batch.labels()));
    }
  }

  private double requireFinite(double loss, NDList outputs) {
    steps++;
    if (Double.isFinite(loss)) {
      return loss;
    }
    List<Float> sizes =
        outputs.subNDList(1).stream().map(array -> array.abs().max().getFloat()).toList();
    throw new TrainingDivergedException(
        ("the loss is %s at step %d, where the activations were given values of sizes up to %s: try"
                + " a lower learning rate than %s")
            .formatted(loss, steps, sizes, recipe.learningRate()));
  }

  private NDArray rangePenalty(NDArray preActivation) {
    NDArray excess = preActivation.abs().sub(recipe.rangeLimit()).maximum(0);
    return excess.square().mean().mul(recipe.rangePenalty());
  }

  /** Applies the network, with batch normalisation as it will be exported, to a whole data set. */
  Evaluation evaluate(LabelledImages images) {
    Batches batches = Batches.inOrder(images, EVALUATION_BATCH);
    int activations = network.activationCount();
    List<Range> preActivations = new ArrayList<>(Collections.nCopies(activations, Range.EMPTY));
    Range scoreRange = Range.EMPTY;
    int right = 0;
    for (int i = 0; i < batches.count(); i++) {
      Batch batch = batches.get(i);
      try (NDManager memory = trainer.getManager().newSubManager()) {
        NDArray pixels = memory.create(batch.pixels(), batchShape(batch.count()));
        NDList outputs = trainer.evaluate(new NDList(pixels));
        right += right(outputs.head(), batch.labels());
        scoreRange = extended(scoreRange, outputs.head());
        for (int a = 0; a < activations; a++) {
          preActivations.set(a, extended(preActivations.get(a), outputs.get(a + 1)));
        }
      }
    }
    return new Evaluation(images.count(), right, scoreRange, preActivations);
  }

  /**
   * Returns the network's scores.
   *
   * @param pixels from 0 to 1, image after image
   * @return scores, image after image
   */
  float[] scores(float[] pixels) {
    try (NDManager memory = trainer.getManager().newSubManager()) {
      int count = pixels.length / network.definition().input().size();
      NDArray input = memory.create(pixels, batchShape(count));
      return trainer.evaluate(new NDList(input)).head().toFloatArray();
    }
  }

  private static Range extended(Range range, NDArray values) {
    return range.and(new Range(values.min().getFloat(), values.max().getFloat()));
  }

  private static int right(NDArray scores, int[] labels) {
    long[] predicted = scores.argMax(1).toLongArray();
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += predicted[i] == labels[i] ? 1 : 0;
    }
    return right;
  }

  private float[] targets(Batch batch) {
    int classes = classes();
    float[] targets = new float[batch.count() * classes];
    java.util.Arrays.fill(targets, (float) (recipe.labelSmoothing() / classes));
    for (int i = 0; i < batch.count(); i++) {
      targets[i * classes + batch.labels()[i]] += (float) (1 - recipe.labelSmoothing());
    }
    return targets;
  }

  private int classes() {
    return network.definition().classes();
  }

  private Shape batchShape(int count) {
    var image = network.definition().input();
    return new Shape(count, image.get(0), image.get(1), image.get(2));
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
