package io.slotwise.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model's metadata say of the values that training data led to.
 *
 * @param activations range of what each activation was given, in the network's order; empty if not
 *     known
 * @param scores range of the scores; null if not known
 */
public record TrainingRanges(List<InputRange> activations, @Nullable InputRange scores) {
  /**
   * Metadata key of the activations' ranges: one {@code low,high} an activation, in the network's
   * order, separated by semicolons.
   */
  public static final String ACTIVATIONS_KEY = "slotwise.activations.observed-ranges";

  /** Metadata key of the scores' range: {@code low,high}. */
  public static final String SCORES_KEY = "slotwise.scores.observed-range";

  /** Copies the ranges. */
  public TrainingRanges {
    activations = List.copyOf(activations);
  }

  /**
   * Reads the ranges.
   *
   * @throws ModelException if they are malformed; the message has the key
   */
  public static TrainingRanges of(Map<String, String> metadata) {
    String activations = metadata.get(ACTIVATIONS_KEY);
    String scores = metadata.get(SCORES_KEY);
    return new TrainingRanges(
        activations == null
            ? List.of()
            : Arrays.stream(activations.split(";", -1))
                .map(text -> range(ACTIVATIONS_KEY, text))
                .toList(),
        scores == null ? null : range(SCORES_KEY, scores));
  }

  private static InputRange range(String key, String text) {
    String[] ends = text.split(",", -1);
    try {
      if (ends.length == 2) {
        return new InputRange(Double.parseDouble(ends[0]), Double.parseDouble(ends[1]));
      }
    } catch (NumberFormatException | ModelException e) {
      // Told below, with the key.
    }
    throw new ModelException(
        "the model's metadata have '%s' in %s: give low,high, two finite numbers, the smaller one first (several ranges are separated by semicolons)"
            .formatted(text, key));
  }
}
