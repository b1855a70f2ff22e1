package io.slotwise.training;

import io.slotwise.model.DataException;
import io.slotwise.training.data.Batches;
import io.slotwise.training.data.Batches.Batch;
import io.slotwise.training.data.LabelledExamples;
import io.slotwise.training.data.TrainingData;
import io.slotwise.training.distillation.Distillation;
import io.slotwise.training.export.NetworkExport;
import io.slotwise.training.network.Activation;
import io.slotwise.training.network.NetworkDefinition;
import io.slotwise.training.network.TrainableNetwork;
import io.slotwise.training.precision.PrecisionCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Trains networks and writes them as ONNX. One training runs at a time in a process: PyTorch, as
 * DJL drives it, collects gradients for the whole process.
 */
public final class Trainer {
  private static final AtomicBoolean RUNNING = new AtomicBoolean();

  /** An epoch's mean loss is given up at so many times that of guessing. */
  private static final double HOPELESS = 3;

  private final TrainingRequest request;
  private final TrainingListener listener;
  private final BooleanSupplier cancelled;
  private final SplittableRandom random;
  private final long start = System.nanoTime();

  private Trainer(TrainingRequest request, TrainingListener listener, BooleanSupplier cancelled) {
    this.request = request;
    this.listener = listener;
    this.cancelled = cancelled;
    this.random = new SplittableRandom(request.seed());
  }

  /**
   * Trains a network, evaluates it and writes it. The test images are looked at once, after the
   * training. The file appears whole or not at all.
   *
   * @param request what to train
   * @param listener told after each step how it goes, on the calling thread
   * @param cancelled asked before each step; once true, the training stops
   * @return accuracies, ranges and time
   * @throws io.slotwise.model.DataException if data files are missing, malformed or do not fit the
   *     network, or the model cannot be written
   * @throws IllegalArgumentException if the output cannot be a file where it should be written
   * @throws IllegalStateException if another training is running, or PyTorch cannot be loaded
   * @throws CancellationException if {@code cancelled} said so or the calling thread was
   *     interrupted
   * @throws TrainingDivergedException if the loss is no longer finite
   */
  public static TrainingResult train(
      TrainingRequest request, TrainingListener listener, BooleanSupplier cancelled) {
    requireWritable(request.output());
    if (request.checkpoint() != null) {
      requireWritable(request.checkpoint());
    }
    if (!RUNNING.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "another training is running in this process: wait for it, or use another process");
    }
    try {
      return new Trainer(request, listener, cancelled).run();
    } finally {
      RUNNING.set(false);
    }
  }

  private TrainingResult run() {
    TrainingData data = request.dataset().load(request.data());
    NetworkDefinition definition =
        request.network().adaptedTo(data.training().shape(), data.classes());
    requireFits(data, definition);
    TrainableNetwork network =
        new TrainableNetwork(definition, request.activation(), request.degree());
    int steps = Math.multiplyExact(batches(data, 0).count(), request.epochs());
    try (Teacher teacher = Teacher.of(request.distillation(), data, definition.classes());
        TrainingSession session =
            new TrainingSession(
                network,
                request.recipe(),
                request.distillation(),
                data.normalisation(),
                steps,
                random.split())) {
      int done = resume(session);
      if (done == 0) {
        initialise(session, data);
      }
      double validationAccuracy = 0;
      for (int epoch = 1; epoch <= request.epochs(); epoch++) {
        long seed = random.nextLong();
        if (epoch > done) {
          validationAccuracy = trainEpoch(session, data, teacher, epoch, seed);
          save(session, epoch);
        }
      }
      if (done == request.epochs()) {
        validationAccuracy = session.evaluate(data.validation()).accuracy();
      }
      return finish(session, data, validationAccuracy);
    }
  }

  /** Takes up an interrupted training and returns the epochs that it has done, 0 for a new one. */
  private int resume(TrainingSession session) {
    Path file = request.checkpoint();
    if (file == null || !Files.exists(file)) {
      return 0;
    }
    Checkpoint checkpoint = Checkpoint.read(file);
    if (!checkpoint.training().equals(Provenance.training(request))) {
      throw new DataException(
          "%s belongs to another training (%s); name another file, or delete it"
              .formatted(file, checkpoint.training()));
    }
    session.restore(checkpoint);
    return checkpoint.epochs();
  }

  private void save(TrainingSession session, int epoch) {
    if (request.checkpoint() != null) {
      session.checkpoint(Provenance.training(request), epoch).write(request.checkpoint());
    }
  }

  private void initialise(TrainingSession session, TrainingData data) {
    WarmStart warmStart = request.warmStart();
    Activation activation = request.activation();
    if (warmStart != null) {
      boolean relu =
          StartingPoint.of(warmStart.network()).restore(session, batches(data, request.seed()));
      if (!relu || activation == Activation.RELU) {
        requireNothingToReplace(warmStart);
        return;
      }
    }
    if (activation.hasCoefficients()) {
      ActivationInitialiser.fitPolynomials(session, batches(data, request.seed()));
    } else if (activation == Activation.SQUARE && warmStart != null) {
      ActivationInitialiser.fitSquares(session, batches(data, request.seed()));
    }
  }

  private static void requireNothingToReplace(WarmStart warmStart) {
    if (warmStart.replacementEpochs() > 0) {
      throw new IllegalArgumentException(
          "%s has no ReLU left to replace: leave the epochs of replacement at 0"
              .formatted(warmStart.network()));
    }
  }

  private Batches batches(TrainingData data, long seed) {
    Recipe recipe = request.recipe();
    return Batches.shuffled(data.training(), recipe.augmentation(), recipe.batchSize(), seed);
  }

  /** Trains an epoch and returns the accuracy on the validation examples after it. */
  private double trainEpoch(
      TrainingSession session, TrainingData data, Teacher teacher, int epoch, long seed) {
    Batches batches = batches(data, seed);
    EpochReport report = new EpochReport(epoch, request.epochs(), batches.count());
    OptionalDouble validationAccuracy = OptionalDouble.empty();
    CompletableFuture<Lesson> prepared = prepare(batches, 0, teacher);
    for (int i = 0; i < batches.count(); i++) {
      requireNotCancelled();
      Lesson lesson = join(prepared);
      if (i + 1 < batches.count()) {
        prepared = prepare(batches, i + 1, teacher);
      }
      session.network().setReluShare(reluShare(epoch, (double) i / batches.count()));
      report.add(session.step(lesson.batch(), lesson.teacherScores()), lesson.batch().count());
      if (i == batches.count() - 1) {
        validationAccuracy = OptionalDouble.of(session.evaluate(data.validation()).accuracy());
      }
      listener.progressed(report.progress(validationAccuracy));
    }
    session.network().setReluShare(0);
    requireLearning(epoch, report, data.classes());
    return validationAccuracy.orElseThrow();
  }

  /** ReLU fades out linearly over the epochs of replacement. */
  private double reluShare(int epoch, double progress) {
    WarmStart warmStart = request.warmStart();
    if (warmStart == null
        || warmStart.replacementEpochs() == 0
        || !request.activation().hasCoefficients()) {
      return 0;
    }
    return Math.max(0, 1 - (epoch - 1 + progress) / warmStart.replacementEpochs());
  }

  /** Stops where going on is a waste: an epoch that did far worse than guessing. */
  private void requireLearning(int epoch, EpochReport report, int classes) {
    double guessing = Math.log(classes);
    Distillation distillation = request.distillation();
    if (distillation != null) {
      guessing *=
          1
              - distillation.weight()
              + distillation.weight() * distillation.temperature() * distillation.temperature();
    }
    if (report.loss() > HOPELESS * guessing) {
      throw new TrainingDivergedException(
          String.format(
              Locale.ROOT,
              "the mean loss of epoch %d is %.3g, where guessing gives %.3g: the loss diverged; try"
                  + " a lower learning rate than %s",
              epoch,
              report.loss(),
              guessing,
              request.recipe().learningRate()));
    }
  }

  /**
   * What a step learns from.
   *
   * @param batch examples and labels
   * @param teacherScores the teacher's for the same (augmented) examples, empty without one
   */
  private record Lesson(Batch batch, float[] teacherScores) {}

  /** Makes a batch, and asks the teacher, on another thread, while this one trains. */
  private static CompletableFuture<Lesson> prepare(Batches batches, int number, Teacher teacher) {
    return CompletableFuture.supplyAsync(
        () -> {
          Batch batch = batches.get(number);
          return new Lesson(batch, teacher.scores(batch.numbers()));
        });
  }

  private static Lesson join(CompletableFuture<Lesson> prepared) {
    try {
      return prepared.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private TrainingResult finish(
      TrainingSession session, TrainingData data, double validationAccuracy) {
    requireNotCancelled();
    Evaluation seen = session.evaluate(data.training()).and(session.evaluate(data.validation()));
    Evaluation test = session.evaluate(data.test());
    Map<String, String> metadata = Provenance.metadata(request, seen, validationAccuracy, test);
    NetworkExport.write(session.network(), data.normalisation(), metadata, request.output());
    return new TrainingResult(
        request.output(),
        validationAccuracy,
        test.accuracy(),
        data.test().count(),
        request.epochs(),
        (System.nanoTime() - start) / 1e9,
        seen.preActivations(),
        seen.scores(),
        precision(session, data));
  }

  private List<PrecisionCheck.Result> precision(TrainingSession session, TrainingData data) {
    if (request.activation() == Activation.RELU) {
      return List.of();
    }
    return PrecisionCheck.check(
        NetworkExport.export(session.network(), data.normalisation(), Map.of()),
        data.validation(),
        data.normalisation().unit(),
        PrecisionCheck.DEFAULT_BITS,
        request.scoreNoise());
  }

  private void requireNotCancelled() {
    if (cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the training was cancelled; nothing was written");
    }
  }

  private static void requireFits(TrainingData data, NetworkDefinition network) {
    for (LabelledExamples images : List.of(data.training(), data.validation(), data.test())) {
      if (!images.shape().equals(network.input())) {
        throw new DataException(
            "the network %s takes examples of shape %s, not %s"
                .formatted(network.id(), network.input(), images.shape()));
      }
      if (images.largestLabel() >= network.classes()) {
        throw new DataException(
            "the network %s tells %d classes apart, but the data has a label %d"
                .formatted(network.id(), network.classes(), images.largestLabel()));
      }
    }
  }

  /** Says so before the training, rather than after it, where the model cannot be written. */
  private static void requireWritable(Path output) {
    Path folder = output.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "cannot write %s: its folder does not exist; make it first".formatted(output));
    }
    if (Files.isDirectory(output)) {
      throw new IllegalArgumentException(
          "cannot write %s: it is a folder; name a file in it".formatted(output));
    }
    if (!Files.isWritable(folder)) {
      throw new IllegalArgumentException(
          "cannot write %s: no permission to write to its folder".formatted(output));
    }
  }
}
