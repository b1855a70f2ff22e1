package io.slotwise.inference.channelwise.linear;

import io.slotwise.inference.channelwise.layout.SlotLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a linear map puts its outputs, and where it gathers parts of them before: an output is the
 * sum of all slots of its {@code span} and of all repetitions of those, up to the period of what is
 * read. Adding rotations of a ciphertext to itself ("folding") brings the parts together at no cost
 * in levels.
 *
 * @param layout the outputs
 * @param span slots from each output's own on that hold parts of it, a power of two
 */
public record SlotTarget(SlotLayout layout, int span) {
  /** All parts of an output at its own slot (and repetitions of it). */
  public static SlotTarget at(SlotLayout layout) {
    return new SlotTarget(layout, 1);
  }

  /**
   * The rotations that are added, one after another, to sums that repeat after {@code period}
   * slots.
   */
  List<Integer> folds(int period) {
    List<Integer> steps = new ArrayList<>();
    for (int step = period / 2; step >= layout.period(); step /= 2) {
      steps.add(step);
    }
    for (int step = span / 2; step >= 1; step /= 2) {
      steps.add(step);
    }
    return steps;
  }
}
