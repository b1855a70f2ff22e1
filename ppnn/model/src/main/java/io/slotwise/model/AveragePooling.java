package io.slotwise.model;

import java.util.List;

/**
 * The mean over a sliding window, each channel on its own.
 *
 * @param name see {@link Layer#name()}
 * @param window kernel, strides, dilations and pads
 * @param countPadding whether zeros of the padding count in the mean; if not, the sum is divided by
 *     the number of image elements in the window
 * @param ceil whether a last window that only partly covers the padded image counts
 */
public record AveragePooling(String name, Window window, boolean countPadding, boolean ceil)
    implements Layer {
  /**
   * Checks the window.
   *
   * @throws ModelException if the padding is as large as the kernel, so that a window could lie
   *     outside the image
   */
  public AveragePooling {
    long height = (long) window.dilationHeight() * (window.kernelHeight() - 1) + 1;
    long width = (long) window.dilationWidth() * (window.kernelWidth() - 1) + 1;
    Checks.require(
        Math.max(window.padTop(), window.padBottom()) < height
            && Math.max(window.padLeft(), window.padRight()) < width,
        name,
        "the padding must be smaller than the kernel");
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Checks.imageInput(name, inputs);
    int height = window.outputHeight(input.get(1), ceil);
    int width = window.outputWidth(input.get(2), ceil);
    Checks.require(
        height >= 1 && width >= 1, name, "the window is larger than the padded image " + input);
    return Shape.of(input.get(0), height, width);
  }

  /**
   * By what the sum over the window of output ({@code y}, {@code x}) is divided.
   *
   * @param input the input's shape (C, H, W)
   */
  public int divisor(Shape input, int y, int x) {
    int low = countPadding ? -window.padTop() : 0;
    int high = input.get(1) + (countPadding ? window.padBottom() : 0);
    int rows = 0;
    for (int k = 0; k < window.kernelHeight(); k++) {
      int row = window.inputRow(y, k);
      rows += row >= low && row < high ? 1 : 0;
    }
    low = countPadding ? -window.padLeft() : 0;
    high = input.get(2) + (countPadding ? window.padRight() : 0);
    int columns = 0;
    for (int k = 0; k < window.kernelWidth(); k++) {
      int column = window.inputColumn(x, k);
      columns += column >= low && column < high ? 1 : 0;
    }
    return Math.max(rows * columns, 1);
  }
}
