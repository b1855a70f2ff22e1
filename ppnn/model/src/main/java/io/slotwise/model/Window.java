package io.slotwise.model;

/**
 * How a kernel slides over an image.
 *
 * @param kernelHeight kernel rows, at least 1
 * @param kernelWidth kernel columns, at least 1
 * @param strideHeight rows moved a step, at least 1
 * @param strideWidth columns moved a step, at least 1
 * @param dilationHeight rows between kernel elements, at least 1 (1: adjacent)
 * @param dilationWidth columns between kernel elements, at least 1
 * @param padTop rows of zeros above the image, at least 0
 * @param padLeft columns of zeros left of it, at least 0
 * @param padBottom rows of zeros below it, at least 0
 * @param padRight columns of zeros right of it, at least 0
 */
public record Window(
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int dilationHeight,
    int dilationWidth,
    int padTop,
    int padLeft,
    int padBottom,
    int padRight) {
  /** No number of a window may exceed this, 2^20, so that sums of them cannot overflow. */
  private static final int LIMIT = 1 << 20;

  /**
   * Checks the ranges given above.
   *
   * @throws ModelException if a number is out of range
   */
  public Window {
    int largest =
        Math.max(Math.max(kernelHeight, kernelWidth), Math.max(strideHeight, strideWidth));
    largest = Math.max(largest, Math.max(dilationHeight, dilationWidth));
    largest = Math.max(largest, Math.max(Math.max(padTop, padLeft), Math.max(padBottom, padRight)));
    if (largest > LIMIT) {
      throw new ModelException("kernel, strides, dilations and pads may be at most " + LIMIT);
    }
    boolean positive =
        kernelHeight >= 1
            && kernelWidth >= 1
            && strideHeight >= 1
            && strideWidth >= 1
            && dilationHeight >= 1
            && dilationWidth >= 1;
    if (!positive) {
      throw new ModelException("kernel, strides and dilations must be at least 1");
    }
    if (padTop < 0 || padLeft < 0 || padBottom < 0 || padRight < 0) {
      throw new ModelException("negative padding is not supported; crop before the model");
    }
  }

  /** A kernel moved by {@code stride} without padding or dilation. */
  public static Window of(int kernelHeight, int kernelWidth, int stride) {
    return new Window(kernelHeight, kernelWidth, stride, stride, 1, 1, 0, 0, 0, 0);
  }

  /** The same window with zeros around the image. */
  public Window withPads(int top, int left, int bottom, int right) {
    return new Window(
        kernelHeight,
        kernelWidth,
        strideHeight,
        strideWidth,
        dilationHeight,
        dilationWidth,
        top,
        left,
        bottom,
        right);
  }

  /**
   * Rows of the output for an image of {@code height} rows; below 1 if the kernel does not fit.
   *
   * @param ceil whether a last step that only partly covers the padded image counts
   */
  public int outputHeight(int height, boolean ceil) {
    return steps(height, kernelHeight, strideHeight, dilationHeight, padTop, padBottom, ceil);
  }

  /** Columns of the output; see {@link #outputHeight}. */
  public int outputWidth(int width, boolean ceil) {
    return steps(width, kernelWidth, strideWidth, dilationWidth, padLeft, padRight, ceil);
  }

  private static int steps(
      int size, int kernel, int stride, int dilation, int before, int after, boolean ceil) {
    long room = (long) size + before + after - (long) dilation * (kernel - 1) - 1;
    if (room < 0) {
      return 0;
    }
    long steps = room / stride + 1;
    if (ceil && room % stride != 0) {
      steps++;
      // A step that would start in the padding after the image is dropped.
      if ((steps - 1) * stride >= (long) size + before) {
        steps--;
      }
    }
    return (int) Math.min(steps, Integer.MAX_VALUE);
  }

  /**
   * The image row that kernel row {@code k} of output row {@code y} reads; it lies in the padding
   * if below 0 or not below the height.
   */
  public int inputRow(int y, int k) {
    return y * strideHeight - padTop + k * dilationHeight;
  }

  /** The image column that kernel column {@code k} of output column {@code x} reads. */
  public int inputColumn(int x, int k) {
    return x * strideWidth - padLeft + k * dilationWidth;
  }
}
