package io.slotwise.training;

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

  /** Metadata key of the command that trains the model again, without its files and folders. */
  public static final String COMMAND_KEY = "slotwise.training.command";

  /** Metadata key of how weights were fitted, in words. */
  public static final String RECIPE_KEY = "slotwise.training.recipe";

  /** Metadata key of the share of validation images classified rightly, such as {@code 0.9926}. */
  public static final String VALIDATION_ACCURACY_KEY = "slotwise.training.validation-accuracy";

  /** Metadata key of the share of test images classified rightly, such as {@code 0.9921}. */
  public static final String TEST_ACCURACY_KEY = "slotwise.training.test-accuracy";

  /**
   * Metadata key of the ranges of what the activations were given over the training set: one {@code
   * low,high} an activation, in the network's order, separated by semicolons.
   */
  public static final String PRE_ACTIVATIONS_KEY = "slotwise.activations.observed-ranges";

  private Provenance() {}

  static Map<String, String> metadata(
      TrainingRequest request,
      double validationAccuracy,
      double testAccuracy,
      List<Range> preActivations) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put(VERSION_KEY, version());
    metadata.put(COMMAND_KEY, command(request));
    metadata.put(RECIPE_KEY, request.recipe().toString());
    metadata.put(VALIDATION_ACCURACY_KEY, decimal(validationAccuracy));
    metadata.put(TEST_ACCURACY_KEY, decimal(testAccuracy));
    metadata.put(
        PRE_ACTIVATIONS_KEY,
        preActivations.stream()
            .map(range -> (float) range.low() + "," + (float) range.high())
            .collect(Collectors.joining(";")));
    return metadata;
  }

  private static String command(TrainingRequest request) {
    return "slotwise train --dataset %s --network %s --activation %s --epochs %d --seed %d"
        .formatted(
            request.dataset().id(),
            request.network().id(),
            request.activation().id(),
            request.epochs(),
            request.seed());
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
