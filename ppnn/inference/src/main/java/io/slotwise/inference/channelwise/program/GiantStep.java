package io.slotwise.inference.channelwise.program;

import java.util.List;

/**
 * A sum of plaintext products that is rotated as a whole.
 *
 * @param step slots that the sum is rotated to the left, or to the right if negative
 * @param products at least one
 */
public record GiantStep(int step, List<DiagonalProduct> products) {
  /**
   * Copies the products.
   *
   * @throws IllegalArgumentException if there are none
   */
  public GiantStep {
    products = List.copyOf(products);
    if (products.isEmpty()) {
      throw new IllegalArgumentException("a step without products");
    }
  }
}
