package io.slotwise.model.data;

import io.slotwise.model.DataException;
import io.slotwise.model.InputRange;
import io.slotwise.model.LocalContrast;
import io.slotwise.model.Network;
import io.slotwise.model.Preprocessing;
import io.slotwise.model.Shape;
import java.util.Arrays;

/**
 * A batch of inputs, kept as one row of numbers per feature element (row-major order within an
 * image). Immutable as long as nobody writes to the rows; safe for use by several threads.
 */
public final class InputBatch {
  private final Shape shape;
  private final double[][] rows;
  private final int count;
  private final double defaultScale;

  private InputBatch(Shape shape, double[][] rows, int count, double defaultScale) {
    this.shape = shape;
    this.rows = rows;
    this.count = count;
    this.defaultScale = defaultScale;
  }

  /**
   * A batch of rows; the array is not copied.
   *
   * @param shape the shape of one input
   * @param rows shape (features, images)
   * @throws DataException if the number of rows does not fit the shape, their lengths differ, there
   *     is no image, or a number is not finite (the message names image and element)
   */
  public static InputBatch ofRows(Shape shape, double[][] rows) {
    return ofRows(shape, rows, 1);
  }

  /**
   * The same for raw data of a kind that has a scale of its own.
   *
   * @param defaultScale see {@link #defaultScale()}
   * @throws DataException as above
   */
  public static InputBatch ofRows(Shape shape, double[][] rows, double defaultScale) {
    if (rows.length != shape.size()) {
      throw new DataException(
          "images of shape " + shape + " need " + shape.size() + " rows, not " + rows.length);
    }
    int count = rows[0].length;
    if (count == 0) {
      throw new DataException("a batch needs at least one image");
    }
    for (int e = 0; e < rows.length; e++) {
      if (rows[e].length != count) {
        throw new DataException("the rows of a batch must have one length");
      }
      for (int i = 0; i < count; i++) {
        if (!Double.isFinite(rows[e][i])) {
          throw new DataException(
              "image " + i + ", element " + e + " is " + rows[e][i] + "; inputs must be finite");
        }
      }
    }
    return new InputBatch(shape, rows, count, defaultScale);
  }

  /**
   * A batch of images.
   *
   * @param images shape (images, features)
   * @throws DataException if an image does not fit the shape or holds a number that is not finite
   */
  public static InputBatch ofImages(Shape shape, double[][] images) {
    double[][] rows = new double[shape.size()][images.length];
    for (int i = 0; i < images.length; i++) {
      if (images[i].length != rows.length) {
        throw new DataException(
            "image " + i + " has " + images[i].length + " elements instead of " + rows.length);
      }
      for (int e = 0; e < rows.length; e++) {
        rows[e][i] = images[i][e];
      }
    }
    return ofRows(shape, rows);
  }

  /** The number of images, at least 1. */
  public int count() {
    return count;
  }

  /** The shape of one image. */
  public Shape shape() {
    return shape;
  }

  /** The number of elements of one image. */
  public int features() {
    return rows.length;
  }

  /** One element of all images; not to be modified. */
  public double[] row(int feature) {
    return rows[feature];
  }

  /** All rows, shape (features, images); not to be modified. */
  public double[][] rows() {
    return rows;
  }

  /** One image, row-major; a copy. */
  public double[] image(int index) {
    double[] image = new double[rows.length];
    Arrays.setAll(image, e -> rows[e][index]);
    return image;
  }

  /**
   * The factor that raw data of this kind are multiplied by where the model does not give one:
   * 1/255 for pixels in bytes from IDX files, otherwise 1.
   */
  public double defaultScale() {
    return defaultScale;
  }

  /** The images from {@code from} (included) to {@code to} (excluded); a copy. */
  public InputBatch slice(int from, int to) {
    double[][] part = new double[rows.length][];
    Arrays.setAll(part, e -> Arrays.copyOfRange(rows[e], from, to));
    return new InputBatch(shape, part, to - from, defaultScale);
  }

  /** The smallest and largest number in the batch. */
  public InputRange range() {
    double low = rows[0][0];
    double high = low;
    for (double[] row : rows) {
      for (double value : row) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    return new InputRange(low, high);
  }

  /**
   * What the network is to be fed: this batch in the network's shape (same number of elements per
   * image), with its local contrast normalised, scaled and with the mean subtracted as the model
   * says.
   *
   * @throws DataException if the images do not have as many elements as the network's input
   */
  public InputBatch preparedFor(Network network) {
    return prepared(network.inputShape(), network.preprocessing());
  }

  /**
   * The same for a client, which knows the shape and the preprocessing but not the network.
   *
   * @throws DataException if the images do not have as many elements as {@code inputShape}
   */
  public InputBatch prepared(Shape inputShape, Preprocessing preprocessing) {
    boolean sameOrder =
        shape.equals(inputShape) || withoutOnes(shape).equals(withoutOnes(inputShape));
    boolean flat = shape.rank() == 1 || inputShape.rank() == 1;
    if (shape.size() != inputShape.size() || !(sameOrder || flat)) {
      throw new DataException(
          "the data hold images of shape " + shape + ", the model takes " + inputShape);
    }
    LocalContrast contrast = preprocessing.localContrast();
    double[][] source = contrast == null ? rows : normalisedRows(contrast, inputShape);
    double unit = contrast == null ? defaultScale : 1;
    double[][] prepared = new double[rows.length][];
    int channelSize = inputShape.stride(0);
    for (int e = 0; e < prepared.length; e++) {
      double scale = preprocessing.scaleOf(e / channelSize, unit);
      double mean = preprocessing.meanOf(e / channelSize);
      double[] row = source[e];
      double[] result = new double[count];
      for (int i = 0; i < count; i++) {
        result[i] = row[i] * scale - mean;
      }
      prepared[e] = result;
    }
    return ofRows(inputShape, prepared);
  }

  private double[][] normalisedRows(LocalContrast contrast, Shape imageShape) {
    double[][] normalised = new double[rows.length][count];
    for (int i = 0; i < count; i++) {
      double[] image = contrast.normalised(image(i), imageShape);
      for (int e = 0; e < image.length; e++) {
        normalised[e][i] = image[e];
      }
    }
    return normalised;
  }

  /**
   * The same, checked against the range that the network's input is declared to lie in.
   *
   * @throws DataException as above, or naming the first image and element outside of the range,
   *     with its number before and after preprocessing
   */
  public InputBatch prepared(Shape inputShape, Preprocessing preprocessing, InputRange range) {
    InputBatch prepared = prepared(inputShape, preprocessing);
    prepared.requireWithin(range, this);
    return prepared;
  }

  /**
   * Checks prepared inputs against a range.
   *
   * @throws DataException naming the first image and element outside of it
   */
  public void requireWithin(InputRange range) {
    requireWithin(range, this);
  }

  /** The same for inputs that were prepared from {@code raw}. */
  private void requireWithin(InputRange range, InputBatch raw) {
    for (int i = 0; i < count; i++) {
      for (int e = 0; e < rows.length; e++) {
        double value = rows[e][i];
        if (!range.contains(value)) {
          double given = raw.rows[e][i];
          String made = given == value ? "" : ", which the preprocessing makes " + value;
          throw new DataException(
              "image %d, element %d is %s%s, outside of the declared input range %s to %s; scale the data, or plan again with a wider range"
                  .formatted(i, e, given, made, range.low(), range.high()));
        }
      }
    }
  }

  private static Shape withoutOnes(Shape shape) {
    return new Shape(shape.dimensions().stream().filter(d -> d != 1).toList());
  }
}
