package io.slotwise.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The dimensions of a tensor, outermost first. Shapes of activations leave the batch out: (C, H, W)
 * for images, (F) for features. Immutable.
 *
 * @param dimensions each at least 1, their product at most {@link #MAX_ELEMENTS}; empty for a
 *     scalar
 */
public record Shape(List<Integer> dimensions) {
  /** The most elements that a tensor may have, 2^27. */
  public static final int MAX_ELEMENTS = 1 << 27;

  /**
   * Copies and checks the dimensions.
   *
   * @throws ModelException if a dimension is below 1 or the product exceeds {@link #MAX_ELEMENTS}
   */
  public Shape {
    dimensions = List.copyOf(dimensions);
    long size = 1;
    for (int dimension : dimensions) {
      if (dimension < 1) {
        throw new ModelException("shape " + dimensions + ": every dimension must be at least 1");
      }
      size *= dimension;
      if (size > MAX_ELEMENTS) {
        throw new ModelException(
            "shape " + dimensions + ": a tensor may have at most " + MAX_ELEMENTS + " elements");
      }
    }
  }

  /** The shape with these dimensions; see {@link Shape}. */
  public static Shape of(int... dimensions) {
    return new Shape(Arrays.stream(dimensions).boxed().toList());
  }

  /** The number of dimensions; 0 for a scalar. */
  public int rank() {
    return dimensions.size();
  }

  /** The number of elements, at least 1. */
  public int size() {
    int size = 1;
    for (int dimension : dimensions) {
      size *= dimension;
    }
    return size;
  }

  /** One dimension, {@code axis} from 0 to {@code rank() - 1}. */
  public int get(int axis) {
    return dimensions.get(axis);
  }

  /** How far apart, in row-major order, neighbours along {@code axis} are. */
  public int stride(int axis) {
    int stride = 1;
    for (int i = axis + 1; i < rank(); i++) {
      stride *= get(i);
    }
    return stride;
  }

  /** This shape with one more, outermost, dimension. */
  public Shape prepend(int dimension) {
    int[] dims = new int[rank() + 1];
    dims[0] = dimension;
    for (int i = 0; i < rank(); i++) {
      dims[i + 1] = get(i);
    }
    return of(dims);
  }

  @Override
  public String toString() {
    return dimensions.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }
}
