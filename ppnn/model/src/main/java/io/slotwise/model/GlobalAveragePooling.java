package io.slotwise.model;

import java.util.List;

/**
 * The mean of each channel: (C, H, W) becomes (C, 1, 1).
 *
 * @param name see {@link Layer#name()}
 */
public record GlobalAveragePooling(String name) implements Layer {
  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(Checks.imageInput(name, inputs).get(0), 1, 1);
  }
}
