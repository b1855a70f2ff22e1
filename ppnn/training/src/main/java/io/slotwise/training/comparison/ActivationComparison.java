package io.slotwise.training.comparison;

import io.slotwise.model.DataException;
import io.slotwise.training.EpochLog;
import io.slotwise.training.Provenance;
import io.slotwise.training.Range;
import io.slotwise.training.Trainer;
import io.slotwise.training.TrainingRequest;
import io.slotwise.training.WarmStart;
import io.slotwise.training.distillation.OnnxModel;
import io.slotwise.training.network.Activation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Trains one network with several activations. Each training leaves a model, which says in its
 * metadata how it was made: where one is found that was made as wanted, it is not made again.
 */
public final class ActivationComparison {
  private final ComparisonRequest request;
  private final ComparisonListener listener;
  private final BooleanSupplier cancelled;

  private ActivationComparison(
      ComparisonRequest request, ComparisonListener listener, BooleanSupplier cancelled) {
    this.request = request;
    this.listener = listener;
    this.cancelled = cancelled;
  }

  /**
   * Runs all trainings, one after the other. The test set is read once for each model.
   *
   * @param request what to compare; its folder must exist
   * @param listener told how it goes
   * @param cancelled asked before each step; once true, the training stops, and another run of the
   *     same comparison goes on from its last epoch
   * @return one result a training, in the order of activations, without distillation first
   * @throws io.slotwise.model.DataException as {@link Trainer#train}
   * @throws IllegalArgumentException as {@link Trainer#train}
   * @throws IllegalStateException as {@link Trainer#train}
   * @throws java.util.concurrent.CancellationException if {@code cancelled} said so
   * @throws io.slotwise.training.TrainingDivergedException if a training diverged
   */
  public static List<ComparisonResult> run(
      ComparisonRequest request, ComparisonListener listener, BooleanSupplier cancelled) {
    return new ActivationComparison(request, listener, cancelled).run();
  }

  /** Returns the trainings of a comparison, in order. */
  public static List<ComparisonCase> cases(ComparisonRequest request) {
    List<ComparisonCase> cases = new ArrayList<>();
    for (Activation activation : request.activations()) {
      for (boolean distilled : new boolean[] {false, true}) {
        if (!distilled || request.distillation() != null) {
          request.seeds().forEach(s -> cases.add(new ComparisonCase(activation, distilled, s)));
        }
      }
    }
    return cases;
  }

  private List<ComparisonResult> run() {
    List<ComparisonCase> cases = cases(request);
    int starts = request.reluEpochs() > 0 ? request.seeds().size() : 0;
    int number = 0;
    if (starts > 0) {
      for (long seed : request.seeds()) {
        ComparisonCase start = new ComparisonCase(Activation.RELU, false, seed);
        listener.started(start, ++number, starts + cases.size());
        trainStart(start);
      }
    }
    List<ComparisonResult> results = new ArrayList<>();
    for (ComparisonCase next : cases) {
      listener.started(next, ++number, starts + cases.size());
      results.add(train(next));
    }
    return results;
  }

  /** Trains what the polynomial networks of a seed start from. */
  private void trainStart(ComparisonCase start) {
    train("start-seed" + start.seed(), start, request.reluEpochs(), null, startCheckpoint(start));
  }

  private ComparisonResult train(ComparisonCase next) {
    boolean relu = next.activation() == Activation.RELU;
    WarmStart warmStart =
        relu || request.reluEpochs() == 0
            ? null
            : new WarmStart(startCheckpoint(next), request.replacementEpochs());
    int epochs = request.epochs() + (relu ? request.reluEpochs() : 0);
    Path checkpoint = file(next.name(), "checkpoint");
    Path model = train(next.name(), next, epochs, warmStart, checkpoint);
    delete(checkpoint);
    return result(next, model);
  }

  private Path startCheckpoint(ComparisonCase of) {
    return file("start-seed" + of.seed(), "checkpoint");
  }

  private Path train(
      String name,
      ComparisonCase next,
      int epochs,
      @Nullable WarmStart warmStart,
      Path checkpoint) {
    TrainingRequest training =
        new TrainingRequest(
            request.data(),
            request.dataset(),
            request.network(),
            next.activation(),
            request.degree(),
            epochs,
            next.seed(),
            request.recipe(),
            next.distilled() ? request.distillation() : null,
            warmStart,
            checkpoint,
            0,
            file(name, "onnx"));
    boolean startIsThere =
        warmStart != null || !name.startsWith("start") || Files.exists(checkpoint);
    if (!isMade(training) || !startIsThere) {
      EpochLog log = new EpochLog(file(name, "csv"), listener::progressed);
      Trainer.train(training, log, cancelled);
    }
    return training.output();
  }

  private static boolean isMade(TrainingRequest training) {
    if (!Files.exists(training.output())) {
      return false;
    }
    Map<String, String> metadata = metadata(training.output());
    return Provenance.isOf(metadata, training);
  }

  private static Map<String, String> metadata(Path model) {
    try (OnnxModel loaded = OnnxModel.load(model)) {
      return loaded.metadata();
    }
  }

  private static ComparisonResult result(ComparisonCase trained, Path model) {
    Map<String, String> metadata = metadata(model);
    return new ComparisonResult(
        trained,
        model,
        Double.parseDouble(value(model, metadata, Provenance.VALIDATION_ACCURACY_KEY)),
        Double.parseDouble(value(model, metadata, Provenance.TEST_ACCURACY_KEY)),
        ranges(value(model, metadata, Provenance.TEST_PRE_ACTIVATIONS_KEY)));
  }

  private static String value(Path model, Map<String, String> metadata, String key) {
    String value = metadata.get(key);
    if (value == null) {
      throw new DataException("%s does not say its %s; delete it".formatted(model, key));
    }
    return value;
  }

  private static List<Range> ranges(String text) {
    return Arrays.stream(text.split(";", -1))
        .map(range -> range.split(",", -1))
        .map(ends -> new Range(Double.parseDouble(ends[0]), Double.parseDouble(ends[1])))
        .toList();
  }

  private Path file(String name, String extension) {
    return request.folder().resolve(name + "." + extension);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file + ": " + e, e);
    }
  }
}
