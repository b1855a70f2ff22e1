package io.slotwise.training.data;

import io.slotwise.model.InputRange;
import io.slotwise.model.LocalContrast;
import io.slotwise.model.Preprocessing;
import io.slotwise.model.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is done to examples before the network sees them: {@code (number - centre) / deviation}, by
 * channel of an image or by feature of a table.
 *
 * @param localContrast what made the examples' numbers of raw images; null for nothing
 * @param unit what raw data are multiplied by to give the examples' numbers: 1/255 for pixels,
 *     otherwise 1
 * @param centre one number a channel or feature, or one for all
 * @param deviation likewise, above 0
 * @param range what the network's inputs lie in
 */
public record Normalisation(
    @Nullable LocalContrast localContrast,
    double unit,
    List<Double> centre,
    List<Double> deviation,
    InputRange range) {
  /** Pixels from 0 to 1, as they are. */
  public static final Normalisation PIXELS =
      new Normalisation(null, 1.0 / 255, List.of(0.0), List.of(1.0), new InputRange(0, 1));

  /** By how much a table's declared input range is wider than what its training rows span. */
  private static final double MARGIN = 1.5;

  /** Copies and checks the numbers. */
  public Normalisation {
    centre = List.copyOf(centre);
    deviation = List.copyOf(deviation);
    if (centre.isEmpty() || centre.size() != deviation.size()) {
      throw new IllegalArgumentException("one centre and one deviation a channel are needed");
    }
  }

  /**
   * Pixels brought to mean 0 and deviation 1 in each channel.
   *
   * @param images what means and deviations are taken from
   */
  public static Normalisation ofPixels(LabelledExamples images) {
    double[][] moments = moments(images);
    double low = 0;
    double high = 0;
    for (int channel = 0; channel < moments[0].length; channel++) {
      low = Math.min(low, -moments[0][channel] / moments[1][channel]);
      high = Math.max(high, (1 - moments[0][channel]) / moments[1][channel]);
    }
    return of(1.0 / 255, moments, new InputRange(low, high));
  }

  /** What local contrast normalisation makes of images, as it is. */
  public static Normalisation of(LocalContrast localContrast) {
    InputRange range = new InputRange(-localContrast.limit(), localContrast.limit());
    return new Normalisation(localContrast, 1, List.of(0.0), List.of(1.0), range);
  }

  /**
   * A table's numbers brought to mean 0 and deviation 1 in each column. New rows may lie outside of
   * what the given ones span, so that the input range is wider by a half.
   *
   * @param rows what means and deviations are taken from
   */
  public static Normalisation ofRows(LabelledExamples rows) {
    double[][] moments = moments(rows);
    float[] row = new float[rows.shape().size()];
    double size = 0;
    for (int i = 0; i < rows.count(); i++) {
      rows.copyTo(i, row, 0);
      for (int f = 0; f < row.length; f++) {
        size = Math.max(size, Math.abs((row[f] - moments[0][f]) / moments[1][f]));
      }
    }
    return of(1, moments, new InputRange(-MARGIN * size, MARGIN * size));
  }

  private static Normalisation of(double unit, double[][] moments, InputRange range) {
    return new Normalisation(
        null,
        unit,
        Arrays.stream(moments[0]).boxed().toList(),
        Arrays.stream(moments[1]).boxed().toList(),
        range);
  }

  /** Means and deviations by channel. */
  private static double[][] moments(LabelledExamples examples) {
    Shape shape = examples.shape();
    int channels = shape.get(0);
    int channelSize = shape.stride(0);
    double[] sums = new double[channels];
    double[] squares = new double[channels];
    float[] numbers = new float[shape.size()];
    for (int i = 0; i < examples.count(); i++) {
      examples.copyTo(i, numbers, 0);
      for (int e = 0; e < numbers.length; e++) {
        sums[e / channelSize] += numbers[e];
        squares[e / channelSize] += (double) numbers[e] * numbers[e];
      }
    }
    double count = (double) examples.count() * channelSize;
    double[] means = Arrays.stream(sums).map(sum -> sum / count).toArray();
    double[] deviations =
        IntStream.range(0, channels)
            .mapToDouble(c -> Math.sqrt(Math.max(0, squares[c] / count - means[c] * means[c])))
            .map(deviation -> deviation > 0 ? deviation : 1)
            .toArray();
    return new double[][] {means, deviations};
  }

  /** Returns the centre of a channel or feature. */
  public double centreOf(int channel) {
    return centre.get(centre.size() == 1 ? 0 : channel);
  }

  /** Returns the deviation of a channel or feature. */
  public double deviationOf(int channel) {
    return deviation.get(deviation.size() == 1 ? 0 : channel);
  }

  /** Returns the same as a model says it in its metadata, for raw data. */
  public Preprocessing preprocessing() {
    List<Double> scale = deviation.stream().map(value -> unit / value).toList();
    List<Double> mean =
        IntStream.range(0, centre.size()).mapToObj(c -> centre.get(c) / deviation.get(c)).toList();
    boolean centred = mean.stream().anyMatch(value -> value != 0);
    return new Preprocessing(scale, centred ? mean : List.of(), range, localContrast);
  }
}
