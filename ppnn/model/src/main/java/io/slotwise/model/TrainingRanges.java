package io.slotwise.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a model's metadata says of the values that its activations were given in training. */
public final class RecordedActivations {
  /**
   * Metadata key of the ranges over the training set: one {@code low,high} an activation, in the
   * network's order, separated by semicolons.
   */
  public static final String KEY = "slotwise.activations.observed-ranges";

  private RecordedActivations() {}

  /**
   * Reads the ranges.
   *
   * @return one range for each activation; empty if the metadata have none
   * @throws ModelException if they are malformed; the message has the key
   */
  public static List<InputRange> of(Map<String, String> metadata) {
    String text = metadata.get(KEY);
    if (text == null) {
      return List.of();
    }
    return Arrays.stream(text.split(";", -1)).map(RecordedActivations::range).toList();
  }

  private static InputRange range(String text) {
    String[] ends = text.split(",", -1);
    try {
      if (ends.length == 2) {
        return new InputRange(Double.parseDouble(ends[0]), Double.parseDouble(ends[1]));
      }
    } catch (NumberFormatException | ModelException e) {
      // Told below, with the key.
    }
    throw new ModelException(
        "the model's metadata have '%s' in %s: give low,high for each activation, separated by semicolons"
            .formatted(text, KEY));
  }
}
