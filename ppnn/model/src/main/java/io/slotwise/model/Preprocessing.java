package io.slotwise.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is done to raw data before the network sees it: {@code x = raw * scale - mean}, per channel
 * (the outermost axis of the input), on what {@link LocalContrast} makes of the raw data if the
 * model wants that. It travels in the ONNX metadata under the keys given here, numbers separated by
 * commas.
 *
 * @param scale one factor, or one per channel; empty where the model does not say, and then the
 *     data's own default holds (1/255 for IDX pixels, 1 otherwise and after local contrast)
 * @param mean one number, or one per channel, subtracted after scaling; empty for 0
 * @param range what the network's input (after scale and mean) is declared to lie in; null where
 *     the model does not say
 * @param localContrast done to raw images first; null for nothing
 */
public record Preprocessing(
    List<Double> scale,
    List<Double> mean,
    @Nullable InputRange range,
    @Nullable LocalContrast localContrast) {
  /** Metadata key of {@link #scale()}, such as {@code 0.00392156862745098}. */
  public static final String SCALE_KEY = "slotwise.input.scale";

  /** Metadata key of {@link #mean()}, such as {@code 0.485,0.456,0.406}. */
  public static final String MEAN_KEY = "slotwise.input.mean";

  /** Metadata key of {@link #range()}, such as {@code 0,1}. */
  public static final String RANGE_KEY = "slotwise.input.range";

  /** Metadata key of {@link #localContrast()}: its four numbers, such as {@code 3,0.5,4,3}. */
  public static final String LOCAL_CONTRAST_KEY = "slotwise.input.local-contrast";

  /** The model says nothing: the data's defaults hold. */
  public static final Preprocessing NONE = new Preprocessing(List.of(), List.of(), null);

  /**
   * Copies and checks the numbers.
   *
   * @throws ModelException if a number is not finite
   */
  public Preprocessing {
    scale = List.copyOf(scale);
    mean = List.copyOf(mean);
    requireFinite(SCALE_KEY, scale);
    requireFinite(MEAN_KEY, mean);
  }

  /** Creates a preprocessing without local contrast. */
  public Preprocessing(List<Double> scale, List<Double> mean, @Nullable InputRange range) {
    this(scale, mean, range, null);
  }

  /** The same preprocessing with another declared input range. */
  public Preprocessing withRange(@Nullable InputRange newRange) {
    return new Preprocessing(scale, mean, newRange, localContrast);
  }

  /**
   * The preprocessing that metadata declares; absent keys leave the defaults.
   *
   * @throws ModelException if a value is not a list of numbers; the message names the key
   */
  public static Preprocessing fromMetadata(Map<String, String> metadata) {
    List<Double> bounds = numbers(metadata, RANGE_KEY);
    if (!bounds.isEmpty() && bounds.size() != 2) {
      throw new ModelException("metadata " + RANGE_KEY + " needs two numbers, such as 0,1");
    }
    InputRange range = bounds.isEmpty() ? null : new InputRange(bounds.get(0), bounds.get(1));
    List<Double> contrast = numbers(metadata, LOCAL_CONTRAST_KEY);
    return new Preprocessing(
        numbers(metadata, SCALE_KEY),
        numbers(metadata, MEAN_KEY),
        range,
        contrast.isEmpty() ? null : LocalContrast.of(contrast));
  }

  /** The metadata entries that {@link #fromMetadata} reads back. */
  public Map<String, String> toMetadata() {
    Map<String, String> metadata = new TreeMap<>();
    if (!scale.isEmpty()) {
      metadata.put(SCALE_KEY, join(scale));
    }
    if (!mean.isEmpty()) {
      metadata.put(MEAN_KEY, join(mean));
    }
    if (range != null) {
      metadata.put(RANGE_KEY, join(List.of(range.low(), range.high())));
    }
    if (localContrast != null) {
      metadata.put(LOCAL_CONTRAST_KEY, join(localContrast.toNumbers()));
    }
    return metadata;
  }

  /**
   * Checks that there are as many numbers as the input has channels, or one for all, and that local
   * contrast has an image to work on.
   *
   * @throws ModelException if not
   */
  public void requireFits(Shape inputShape) {
    if (localContrast != null && inputShape.rank() != 3) {
      throw new ModelException(
          "metadata %s needs an input of shape (channels, height, width), not %s"
              .formatted(LOCAL_CONTRAST_KEY, inputShape));
    }
    int channels = inputShape.get(0);
    for (List<Double> numbers : List.of(scale, mean)) {
      if (numbers.size() > 1 && numbers.size() != channels) {
        throw new ModelException(
            "input scale and mean need one number, or "
                + channels
                + " (one per channel), not "
                + numbers.size());
      }
    }
  }

  /**
   * The factor for one channel.
   *
   * @param defaultScale what holds where the model does not say
   */
  public double scaleOf(int channel, double defaultScale) {
    return scale.isEmpty() ? defaultScale : scale.get(scale.size() == 1 ? 0 : channel);
  }

  /** What is subtracted from one channel. */
  public double meanOf(int channel) {
    return mean.isEmpty() ? 0 : mean.get(mean.size() == 1 ? 0 : channel);
  }

  private static void requireFinite(String key, List<Double> numbers) {
    for (double number : numbers) {
      if (!Double.isFinite(number)) {
        throw new ModelException("metadata " + key + " must be finite, not " + number);
      }
    }
  }

  private static List<Double> numbers(Map<String, String> metadata, String key) {
    String text = metadata.get(key);
    if (text == null) {
      return List.of();
    }
    try {
      return Arrays.stream(text.split(",", -1)).map(n -> Double.valueOf(n.strip())).toList();
    } catch (NumberFormatException e) {
      throw new ModelException("metadata " + key + " must be numbers separated by commas", e);
    }
  }

  private static String join(List<Double> numbers) {
    return String.join(",", numbers.stream().map(String::valueOf).toList());
  }
}
