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
import io.slotwise.training.data.Batches;
import io.slotwise.training.data.Batches.Batch;
import io.slotwise.training.data.LabelledExamples;
import io.slotwise.training.data.Normalisation;
import io.slotwise.training.distillation.Distillation;
import io.slotwise.training.network.TrainableNetwork;
import io.slotwise.training.network.TrainableNetwork.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A network being trained: its weights, the optimiser's state and the native memory of both. Not
 * safe for several threads.
 */
final class TrainingSession implements AutoCloseable {
  private static final int EVALUATION_BATCH = 1000;

  private final TrainableNetwork network;
  private final Recipe recipe;
  private final @Nullable Distillation distillation;
  private final Model model;
  private final ai.djl.training.Trainer trainer;
  private final AdamW optimiser;
  private final OneCycle learningRate;
  private final NDArray centre;
  private final NDArray deviation;
  private final Loss crossEntropy = new SoftmaxCrossEntropyLoss("loss", 1, -1, false, true);

  /** What one step did: the mean loss of its examples and how many were classified rightly. */
  record Step(double loss, int right) {}

  /**
   * Initialises a network.
   *
   * @param network an uninitialised network
   * @param recipe how weights are fitted
   * @param distillation how to learn from a teacher, null to learn from labels alone
   * @param normalisation what is done to examples first
   * @param steps number of steps that the training will take, for the learning rate
   * @param random decides the initial weights
   */
  TrainingSession(
      TrainableNetwork network,
      Recipe recipe,
      @Nullable Distillation distillation,
      Normalisation normalisation,
      int steps,
      SplittableRandom random) {
    this.network = network;
    this.recipe = recipe;
    this.distillation = distillation;
    learningRate = new OneCycle(recipe.learningRate(), steps);
    model = PyTorch.newModel(network.definition().id());
    model.setBlock(network);
    trainer = model.newTrainer(configuration(random));
    trainer.initialize(batchShape(1));
    NDManager memory = trainer.getManager();
    optimiser = new AdamW(network.namedParameters(), recipe, memory);
    centre = perChannel(memory, normalisation::centreOf);
    deviation = perChannel(memory, normalisation::deviationOf);
  }

  /** Numbers of the shape of one example, the same within a channel. */
  private NDArray perChannel(NDManager memory, IntToDoubleFunction valueOf) {
    var example = network.definition().input();
    float[] values = new float[example.size()];
    for (int e = 0; e < values.length; e++) {
      values[e] = (float) valueOf.applyAsDouble(e / example.stride(0));
    }
    return memory.create(values, batchShape(1));
  }

  private static DefaultTrainingConfig configuration(SplittableRandom random) {
    return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
        .optDevices(new ai.djl.Device[] {ai.djl.Device.cpu()})
        .optInitializer(new SeededInitializer(random), Parameter.Type.WEIGHT);
  }

  /** Returns the network being trained; its parameters change with each step. */
  TrainableNetwork network() {
    return network;
  }

  /**
   * Returns the size of weights at which decay takes as much as random steps of the highest
   * learning rate add: {@code lr² = 2 lr decay w²}. Without decay, 1.
   */
  double restingWeight() {
    return recipe.weightDecay() == 0
        ? 1
        : Math.sqrt(recipe.learningRate() / (2 * recipe.weightDecay()));
  }

  /** Returns the number of steps made, those before a resumption included. */
  int steps() {
    return optimiser.steps();
  }

  /**
   * Fits the weights to one batch. Everything that it makes is freed when it returns.
   *
   * @param teacherScores the teacher's for the same examples, empty without a teacher
   */
  Step step(Batch batch, float[] teacherScores) {
    try (NDManager memory = trainer.getManager().newSubManager()) {
      Step step = backward(batch, teacherScores, memory);
      optimiser.step(learningRate.getNewValue(optimiser.steps()), memory);
      return step;
    }
  }

  private Step backward(Batch batch, float[] teacherScores, NDManager memory) {
    try (GradientCollector gradients = trainer.newGradientCollector()) {
      NDList outputs = trainer.forward(new NDList(input(batch.numbers(), memory)));
      NDArray scores = outputs.head();
      NDArray loss = loss(batch, teacherScores, scores, memory);
      double shown = requireFinite(loss.getFloat(), outputs);
      for (NDArray preActivation : outputs.subNDList(1)) {
        loss = loss.add(rangePenalty(preActivation));
      }
      gradients.backward(loss);
      return new Step(shown, right(scores, batch.labels()));
    }
  }

  private NDArray loss(Batch batch, float[] teacherScores, NDArray scores, NDManager memory) {
    Shape shape = new Shape(batch.count(), classes());
    NDArray labels = memory.create(targets(batch), shape);
    NDArray fromLabels = crossEntropy.evaluate(new NDList(labels), new NDList(scores));
    if (distillation == null) {
      return fromLabels;
    }
    // Two scalars of different types would make a double, which the labels' loss is not.
    float temperature = (float) distillation.temperature();
    float weight = (float) distillation.weight();
    NDArray softened = memory.create(distillation.softened(teacherScores, classes()), shape);
    NDArray fromTeacher =
        crossEntropy.evaluate(new NDList(softened), new NDList(scores.div(temperature)));
    return fromLabels.mul(1 - weight).add(fromTeacher.mul(weight * temperature * temperature));
  }

  private double requireFinite(double loss, NDList outputs) {
    if (Double.isFinite(loss)) {
      return loss;
    }
    List<Float> sizes =
        outputs.subNDList(1).stream().map(array -> array.abs().max().getFloat()).toList();
    int first = 0;
    while (first + 1 < sizes.size() && Float.isFinite(sizes.get(first))) {
      first++;
    }
    throw new TrainingDivergedException(
        ("the loss is %s at step %d: activation %d of %d was given values of sizes up to %s (all:"
                + " %s); try a lower learning rate than %s, or a higher range penalty than %s")
            .formatted(
                loss,
                optimiser.steps() + 1,
                first + 1,
                sizes.size(),
                sizes.get(first),
                sizes,
                recipe.learningRate(),
                recipe.rangePenalty()));
  }

  private NDArray input(float[] numbers, NDManager memory) {
    int count = numbers.length / network.definition().input().size();
    return memory.create(numbers, batchShape(count)).sub(centre).div(deviation);
  }

  /**
   * Collects what activations are given, with ReLU in their places and batch normalisation as in
   * training, whose running means and variances follow.
   *
   * @param receiver called with the number of the activation, from 0, and what it was given
   */
  void observe(Batch batch, BiConsumer<Integer, float[]> receiver) {
    network.setReluShare(1);
    try (NDManager memory = trainer.getManager().newSubManager()) {
      NDList outputs = trainer.forward(new NDList(input(batch.numbers(), memory)));
      for (int a = 1; a < outputs.size(); a++) {
        receiver.accept(a - 1, outputs.get(a).toFloatArray());
      }
    } finally {
      network.setReluShare(0);
    }
  }

  /**
   * Shows what each layer makes of a batch, with batch normalisation as it will be exported.
   *
   * @param relu whether ReLU stands in place of the activations
   * @param receiver called with each layer and its outputs, which are freed afterwards
   */
  void observeLayers(Batch batch, boolean relu, BiConsumer<Stage, NDArray> receiver) {
    network.setReluShare(relu ? 1 : 0);
    network.setObserver(receiver);
    try (NDManager memory = trainer.getManager().newSubManager()) {
      trainer.evaluate(new NDList(input(batch.numbers(), memory)));
    } finally {
      network.setObserver((_, _) -> {});
      network.setReluShare(0);
    }
  }

  /** Copies parameters and the optimiser's state. */
  Checkpoint checkpoint(String training, int epochs) {
    Map<String, float[]> parameters = new LinkedHashMap<>();
    network
        .namedParameters()
        .forEach((name, parameter) -> parameters.put(name, parameter.getArray().toFloatArray()));
    return new Checkpoint(
        training,
        network.definition().id(),
        network.activation().id(),
        epochs,
        optimiser.steps(),
        parameters,
        optimiser.state());
  }

  /** Takes the state of a training of the same network. */
  void restore(Checkpoint checkpoint) {
    restoreParameters(checkpoint.parameters());
    optimiser.restore(checkpoint.moments(), checkpoint.steps());
  }

  /** Takes parameters by name, leaving others, such as coefficients, as they are. */
  void restoreParameters(Map<String, float[]> parameters) {
    network
        .namedParameters()
        .forEach(
            (name, parameter) -> {
              float[] values = parameters.get(name);
              if (values != null) {
                parameter.getArray().set(values);
              }
            });
  }

  private NDArray rangePenalty(NDArray preActivation) {
    double limit = recipe.rangeLimit();
    // The clipped value has no gradient where there is an excess, and no excess where it has one.
    NDArray excess = preActivation.sub(preActivation.clip(-limit, limit).stopGradient());
    return excess.square().mean().mul((float) recipe.rangePenalty());
  }

  /** Applies the network, with batch normalisation as it will be exported, to a whole data set. */
  Evaluation evaluate(LabelledExamples examples) {
    Batches batches = Batches.inOrder(examples, EVALUATION_BATCH);
    int activations = network.activationCount();
    List<Range> preActivations = new ArrayList<>(Collections.nCopies(activations, Range.EMPTY));
    Range scoreRange = Range.EMPTY;
    int right = 0;
    for (int i = 0; i < batches.count(); i++) {
      Batch batch = batches.get(i);
      try (NDManager memory = trainer.getManager().newSubManager()) {
        NDList outputs = trainer.evaluate(new NDList(input(batch.numbers(), memory)));
        right += right(outputs.head(), batch.labels());
        scoreRange = extended(scoreRange, outputs.head());
        for (int a = 0; a < activations; a++) {
          preActivations.set(a, extended(preActivations.get(a), outputs.get(a + 1)));
        }
      }
    }
    return new Evaluation(examples.count(), right, scoreRange, preActivations);
  }

  /**
   * Returns the network's scores.
   *
   * @param numbers example after example
   * @return scores, example after example
   */
  float[] scores(float[] numbers) {
    try (NDManager memory = trainer.getManager().newSubManager()) {
      return trainer.evaluate(new NDList(input(numbers, memory))).head().toFloatArray();
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
    Arrays.fill(targets, (float) (recipe.labelSmoothing() / classes));
    for (int i = 0; i < batch.count(); i++) {
      targets[i * classes + batch.labels()[i]] += (float) (1 - recipe.labelSmoothing());
    }
    return targets;
  }

  private int classes() {
    return network.definition().classes();
  }

  private Shape batchShape(int count) {
    return new Shape(
        LongStream.concat(
                LongStream.of(count),
                network.definition().input().dimensions().stream().mapToLong(Integer::longValue))
            .toArray());
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
