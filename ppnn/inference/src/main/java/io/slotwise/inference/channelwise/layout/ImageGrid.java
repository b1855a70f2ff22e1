package io.slotwise.inference.channelwise.layout;

/**
 * The raster that all images of a network share. Pixel (y, x) of a channel that has been sampled
 * down by (gapY, gapX) lies at slot y·gapY·pitch + x·gapX of its channel's block, so that a
 * convolution reads all its pixels by the same few rotations whatever came before.
 *
 * @param rows rows of a block
 * @param pitch slots of a row
 * @param block slots of a block, a power of two
 */
public record ImageGrid(int rows, int pitch, int block) {
  /** The smallest raster with so many rows and columns. */
  public static ImageGrid of(int rows, int pitch) {
    return new ImageGrid(rows, pitch, Powers.ceiling(Math.multiplyExact(rows, pitch)));
  }
}
