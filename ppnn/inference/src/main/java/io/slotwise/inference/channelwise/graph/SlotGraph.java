package io.slotwise.inference.channelwise.graph;

import io.slotwise.model.Shape;
import java.util.List;

/**
 * A network as linear maps and products. The last node makes the scores. Immutable.
 *
 * @param inputShape the shape of the input
 * @param nodes in execution order, at least one
 */
public record SlotGraph(Shape inputShape, List<GraphNode> nodes) {
  /** Copies the nodes. */
  public SlotGraph {
    nodes = List.copyOf(nodes);
  }

  /** The number of values: the input and what each node makes. */
  public int values() {
    return nodes.size() + 1;
  }

  /** The shape of a value: 0 is the input, {@code i + 1} what node {@code i} makes. */
  public Shape shape(int value) {
    return value == 0 ? inputShape : nodes.get(value - 1).shape();
  }
}
