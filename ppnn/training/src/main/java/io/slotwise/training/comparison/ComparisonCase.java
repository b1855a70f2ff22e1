package io.slotwise.training.comparison;

import io.slotwise.training.network.Activation;

/**
 * One training of a comparison.
 *
 * @param activation what stands in the network's activation slots
 * @param distilled whether it learns from the teacher too
 * @param seed what all chance is drawn from
 */
public record ComparisonCase(Activation activation, boolean distilled, long seed) {
  /** Returns the name of its files, such as {@code element-distilled-seed2}. */
  public String name() {
    return "%s%s-seed%d".formatted(activation.id(), distilled ? "-distilled" : "", seed);
  }
}
