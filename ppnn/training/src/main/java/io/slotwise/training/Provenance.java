package io.slotwise.training;

import io.slotwise.model.TrainingRanges;
import io.slotwise.training.distillation.Distillation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a trained model says of itself in its ONNX metadata. */
public final class Provenance {
  /** Metadata key of the Slotwise version that trained the model. */
  public static final String VERSION_KEY = "slotwise.training.version";

  /** Metadata key of the command that trains the model again, without folders. */
  public static final String COMMAND_KEY = "slotwise.training.command";

  /** Metadata key of how weights were fitted, in words. */
  public static final String RECIPE_KEY = "slotwise.training.recipe";

  /** Metadata key of the share of validation images classified rightly, such as {@code 0.9926}. */
  public static final String VALIDATION_ACCURACY_KEY = "slotwise.training.validation-accuracy";

  /** Metadata key of the share of test images classified rightly, such as {@code 0.9921}. */
  public static final String TEST_ACCURACY_KEY = "slotwise.training.test-accuracy";

  /**
   * Metadata key of the ranges of what the activations were given over the test set, as {@link
   * TrainingRanges#ACTIVATIONS_KEY} has them over the training set.
   */
  public static final String TEST_PRE_ACTIVATIONS_KEY = "slotwise.activations.test-ranges";

  private Provenance() {}

  static Map<String, String> metadata(
      TrainingRequest request, Evaluation seen, double validationAccuracy, Evaluation test) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put(VERSION_KEY, version());
    metadata.put(COMMAND_KEY, command(request));
    metadata.put(RECIPE_KEY, request.recipe().toString());
    metadata.put(VALIDATION_ACCURACY_KEY, decimal(validationAccuracy));
    metadata.put(TEST_ACCURACY_KEY, decimal(test.accuracy()));
    metadata.put(TrainingRanges.ACTIVATIONS_KEY, ranges(seen.preActivations()));
    metadata.put(TrainingRanges.SCORES_KEY, ranges(List.of(seen.scores())));
    metadata.put(TEST_PRE_ACTIVATIONS_KEY, ranges(test.preActivations()));
    return metadata;
  }

  /**
   * Whether a model was made by a training such as this one, by the same recipe.
   *
   * @param metadata the model's
   * @param request the training
   */
  public static boolean isOf(Map<String, String> metadata, TrainingRequest request) {
    return command(request).equals(metadata.get(COMMAND_KEY))
        && request.recipe().toString().equals(metadata.get(RECIPE_KEY));
  }

  /** What decides a training's outcome besides its data: options of the command, and the recipe. */
  static String training(TrainingRequest request) {
    return command(request) + " " + request.recipe();
  }

  private static String ranges(List<Range> ranges) {
    return ranges.stream()
        .map(range -> (float) range.low() + "," + (float) range.high())
        .collect(Collectors.joining(";"));
  }

  private static String command(TrainingRequest request) {
    List<String> words = new ArrayList<>(List.of("slotwise train"));
    words.add("--dataset " + request.dataset().id());
    words.add("--network " + request.network().id());
    words.add("--activation " + request.activation().id());
    if (request.activation().hasCoefficients()
        && request.degree() != TrainingRequest.DEFAULT_DEGREE) {
      words.add("--degree " + request.degree());
    }
    words.add("--epochs " + request.epochs());
    words.add("--seed " + request.seed());
    Recipe recipe = request.recipe();
    Recipe standard = Recipe.standard(request.dataset());
    if (recipe.learningRate() != standard.learningRate()) {
      words.add("--learning-rate " + recipe.learningRate());
    }
    if (recipe.batchSize() != standard.batchSize()) {
      words.add("--batch-size " + recipe.batchSize());
    }
    if (recipe.rangeLimit() != standard.rangeLimit()) {
      words.add("--range-limit " + recipe.rangeLimit());
    }
    if (recipe.rangePenalty() != standard.rangePenalty()) {
      words.add("--range-penalty " + recipe.rangePenalty());
    }
    WarmStart warmStart = request.warmStart();
    if (warmStart != null) {
      words.add("--warm-start " + warmStart.network().getFileName());
      words.add("--replacement-epochs " + warmStart.replacementEpochs());
    }
    Distillation distillation = request.distillation();
    if (distillation != null) {
      words.add("--teacher " + distillation.teacher().getFileName());
      words.add("--temperature " + distillation.temperature());
      words.add("--distillation-weight " + distillation.weight());
    }
    return String.join(" ", words);
  }

  /** The jar's version; classes that are not in a jar have none. */
  private static String version() {
    return Objects.requireNonNullElse(
        Provenance.class.getPackage().getImplementationVersion(), "development");
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
