package io.slotwise.inference.channelwise.layout;

import io.slotwise.model.Shape;
import java.util.Arrays;

/** Makes layouts. */
public final class Layouts {
  private Layouts() {}

  /** Whether a shape is an image of more than one pixel: (channels, height, width). */
  public static boolean isImage(Shape shape) {
    return shape.rank() == 3 && shape.get(1) * shape.get(2) > 1;
  }

  /**
   * One channel per ciphertext.
   *
   * @param shape (channels, height, width)
   * @param gapY rows between neighbouring pixels, at least 1
   * @param gapX columns between neighbouring pixels, at least 1
   */
  public static SlotLayout channels(Shape shape, ImageGrid grid, int gapY, int gapX) {
    return image(shape, grid, gapY, gapX, grid.block(), 1, 1);
  }

  /**
   * Several channels per ciphertext, one block each.
   *
   * @param slots slots of a ciphertext
   */
  public static SlotLayout blocks(Shape shape, ImageGrid grid, int gapY, int gapX, int slots) {
    return image(shape, grid, gapY, gapX, slots, 1, 1);
  }

  /**
   * Several channels per block, in the gaps that strides left, and several blocks per ciphertext:
   * the multiplexed packing of Lee et al., "Low-Complexity Deep Convolutional Neural Networks on
   * Fully Homomorphic Encryption Using Multiplexed Parallel Convolutions" (ICML 2022), section 4.
   *
   * @param slots slots of a ciphertext
   */
  public static SlotLayout multiplexed(Shape shape, ImageGrid grid, int gapY, int gapX, int slots) {
    // The last row and column may lie so near the edge that not all of a gap is inside the block.
    int offsetsY = Math.min(gapY, grid.rows() - (shape.get(1) - 1) * gapY);
    int offsetsX = Math.min(gapX, grid.pitch() - (shape.get(2) - 1) * gapX);
    return image(shape, grid, gapY, gapX, slots, offsetsY, offsetsX);
  }

  private static SlotLayout image(
      Shape shape, ImageGrid grid, int gapY, int gapX, int slots, int offsetsY, int offsetsX) {
    int perBlock = offsetsY * offsetsX;
    int blocks = Math.ceilDiv(shape.get(0), perBlock);
    int perCiphertext = slots / grid.block();
    int period = Math.min(slots, Powers.ceiling(blocks) * grid.block());
    int[] ciphertextOf = new int[shape.size()];
    int[] slotOf = new int[shape.size()];
    for (int e = 0; e < slotOf.length; e++) {
      int channel = e / shape.stride(0);
      int block = channel / perBlock;
      int offset = channel % perBlock;
      int row = e / shape.get(2) % shape.get(1) * gapY + offset / offsetsX;
      int column = e % shape.get(2) * gapX + offset % offsetsX;
      ciphertextOf[e] = block / perCiphertext;
      slotOf[e] = block % perCiphertext * grid.block() + row * grid.pitch() + column;
    }
    return new SlotLayout(period, Math.ceilDiv(blocks, perCiphertext), ciphertextOf, slotOf);
  }

  /**
   * Features one after another.
   *
   * @param elements how many
   * @param spacing slots from one to the next, a power of two
   * @param slots slots of a ciphertext
   */
  public static SlotLayout features(int elements, int spacing, int slots) {
    int perCiphertext = Math.min(elements, slots / spacing);
    int[] ciphertextOf = new int[elements];
    int[] slotOf = new int[elements];
    Arrays.setAll(ciphertextOf, e -> e / perCiphertext);
    Arrays.setAll(slotOf, e -> e % perCiphertext * spacing);
    int period = Powers.ceiling(perCiphertext) * spacing;
    return new SlotLayout(period, Math.ceilDiv(elements, perCiphertext), ciphertextOf, slotOf);
  }
}
