package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.graph.GraphNode;
import io.slotwise.inference.channelwise.graph.GraphNode.Linear;
import io.slotwise.inference.channelwise.graph.SlotGraph;

/** How many limbs are used up when a value is made. */
final class Levels {
  private Levels() {}

  /** The level of each value: a linear map and a product take one each. */
  static int[] of(SlotGraph graph) {
    int[] levels = new int[graph.values()];
    for (int n = 0; n < graph.nodes().size(); n++) {
      GraphNode node = graph.nodes().get(n);
      int level = node.inputs().stream().mapToInt(input -> levels[input]).max().orElse(0);
      boolean shift = node instanceof Linear linear && linear.isShift();
      levels[n + 1] = shift ? level : level + 1;
    }
    return levels;
  }

  /** How many rescales the scores have gone through, and everything else at most. */
  static int depth(SlotGraph graph) {
    int depth = 0;
    for (int level : of(graph)) {
      depth = Math.max(depth, level);
    }
    return depth;
  }
}
