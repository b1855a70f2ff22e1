package io.slotwise.cli.compare.packing;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** A time over the number of images: known at some numbers, on straight lines between them. */
final class Curve {
  private final TreeMap<Integer, Double> points;

  /**
   * Makes a curve.
   *
   * @param points at least one
   */
  Curve(Map<Integer, Double> points) {
    if (points.isEmpty()) {
      throw new IllegalArgumentException("a curve without points");
    }
    this.points = new TreeMap<>(points);
  }

  /** The curve of a time of some method's cells, at least one. */
  static Curve of(Iterable<Cell> cells, Method method, ToDoubleFunction<Cell> time) {
    Map<Integer, Double> points = new TreeMap<>();
    for (Cell cell : cells) {
      if (cell.method() == method) {
        points.put(cell.images(), time.applyAsDouble(cell));
      }
    }
    return new Curve(points);
  }

  /** The smallest number of images with a known time. */
  int first() {
    return points.firstKey();
  }

  /** The largest number of images with a known time. */
  int last() {
    return points.lastKey();
  }

  /**
   * The time at a number of images.
   *
   * @param images from {@link #first} to {@link #last}
   */
  double at(int images) {
    var low = points.floorEntry(images);
    var high = points.ceilingEntry(images);
    if (low == null || high == null) {
      throw new IllegalArgumentException(
          "%d images are not between %d and %d".formatted(images, first(), last()));
    }
    if (low.getKey().equals(high.getKey())) {
      return low.getValue();
    }
    double share = (double) (images - low.getKey()) / (high.getKey() - low.getKey());
    return low.getValue() + share * (high.getValue() - low.getValue());
  }
}
