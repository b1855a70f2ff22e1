package io.slotwise.training;

import io.slotwise.model.DataException;
import io.slotwise.model.Network;
import io.slotwise.model.onnx.OnnxWriter;
import io.slotwise.training.data.Batches;
import io.slotwise.training.data.Batches.Batch;
import io.slotwise.training.data.LabelledImages;
import io.slotwise.training.data.TrainingData;
import io.slotwise.training.export.NetworkExport;
import io.slotwise.training.network.NetworkDefinition;
import io.slotwise.training.network.TrainableNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Trains networks and writes them as ONNX. One training runs at a time in a process: PyTorch, as
 * DJL drives it, collects gradients for the whole process.
 */
public final class Trainer {
  private static final AtomicBoolean RUNNING = new AtomicBoolean();

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
    requireFits(data, request.network());
    try (TrainingSession session =
        new TrainingSession(
            new TrainableNetwork(request.network(), request.activation()),
            request.recipe(),
            Math.multiplyExact(batches(data, 0).count(), request.epochs()),
            random.split())) {
      double validationAccuracy = 0;
      for (int epoch = 1; epoch <= request.epochs(); epoch++) {
        validationAccuracy = trainEpoch(session, data, epoch);
      }
      return finish(session, data, validationAccuracy);
    }
  }

  private Batches batches(TrainingData data, long seed) {
    Recipe recipe = request.recipe();
    return Batches.shuffled(data.training(), recipe.augmentation(), recipe.batchSize(), seed);
  }

  /** Trains an epoch and returns the accuracy on the validation images after it. */
  private double trainEpoch(TrainingSession session, TrainingData data, int epoch) {
    Batches batches = batches(data, random.nextLong());
    EpochReport report = new EpochReport(epoch, request.epochs(), batches.count());
    OptionalDouble validationAccuracy = OptionalDouble.empty();
    CompletableFuture<Batch> prepared = prepare(batches, 0);
    for (int i = 0; i < batches.count(); i++) {
      requireNotCancelled();
      Batch batch = prepared.join();
      if (i + 1 < batches.count()) {
        prepared = prepare(batches, i + 1);
      }
      report.add(session.step(batch), batch.count());
      if (i == batches.count() - 1) {
        validationAccuracy = OptionalDouble.of(session.evaluate(data.validation()).accuracy());
      }
      listener.progressed(report.progress(validationAccuracy));
    }
    return validationAccuracy.orElseThrow();
  }

  /** Makes a batch on another thread, while this one trains. */
  private static CompletableFuture<Batch> prepare(Batches batches, int number) {
    return CompletableFuture.supplyAsync(() -> batches.get(number));
  }

  private TrainingResult finish(
      TrainingSession session, TrainingData data, double validationAccuracy) {
    requireNotCancelled();
    Evaluation seen = session.evaluate(data.training()).and(session.evaluate(data.validation()));
    double testAccuracy = session.evaluate(data.test()).accuracy();
    Map<String, String> metadata =
        Provenance.metadata(request, validationAccuracy, testAccuracy, seen.preActivations());
    Network network = NetworkExport.export(session.network(), metadata);
    OnnxWriter.write(network, request.output());
    return new TrainingResult(
        request.output(),
        validationAccuracy,
        testAccuracy,
        data.test().count(),
        request.epochs(),
        (System.nanoTime() - start) / 1e9,
        seen.preActivations(),
        seen.scores());
  }

  private void requireNotCancelled() {
    if (cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the training was cancelled; nothing was written");
    }
  }

  private static void requireFits(TrainingData data, NetworkDefinition network) {
    for (LabelledImages images : List.of(data.training(), data.validation(), data.test())) {
      if (!images.shape().equals(network.input())) {
        throw new DataException(
            "the network %s takes images of shape %s, not %s"
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
