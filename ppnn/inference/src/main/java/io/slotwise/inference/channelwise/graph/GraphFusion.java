package io.slotwise.inference.channelwise.graph;

import io.slotwise.inference.channelwise.graph.GraphNode.Linear;
import io.slotwise.inference.channelwise.graph.GraphNode.Product;
import io.slotwise.inference.channelwise.graph.GraphNode.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * Composes linear maps that follow each other, because each costs a level. A map that other nodes
 * read too is composed only if it is cheap to repeat (element by element), and no composition may
 * make the work much larger.
 */
final class GraphFusion {
  /** Entries that a composition may always have. */
  private static final long SMALL = 1 << 20;

  private final SlotGraph graph;
  private final List<GraphNode> nodes;

  private GraphFusion(SlotGraph graph) {
    this.graph = graph;
    nodes = new ArrayList<>(graph.nodes());
  }

  static SlotGraph fuse(SlotGraph graph) {
    GraphFusion fusion = new GraphFusion(graph);
    for (int n = 0; n < fusion.nodes.size(); n++) {
      fusion.composeInto(n);
    }
    return fusion.pruned();
  }

  private void composeInto(int index) {
    boolean changed = true;
    while (changed && nodes.get(index) instanceof Linear second) {
      changed = false;
      for (Term term : second.terms()) {
        if (term.input() > 0 && nodes.get(term.input() - 1) instanceof Linear first) {
          Linear composed = compose(first, second, term.input());
          if (isWorthwhile(composed, first, second, term.input())) {
            nodes.set(index, composed);
            changed = true;
            break;
          }
        }
      }
    }
  }

  private boolean isWorthwhile(Linear composed, Linear first, Linear second, int value) {
    if (first.isShift() && !second.isShift()) {
      return true;
    }
    if (readers(value) > 1) {
      return first.isElementwise() && !second.isShift();
    }
    long before = first.entries() + second.entries();
    return composed.entries() <= Math.max(2 * before, SMALL);
  }

  /** {@code second} with {@code first} in the place of the value that it makes. */
  private static Linear compose(Linear first, Linear second, int value) {
    List<Term> terms = new ArrayList<>();
    double[] bias = second.bias().clone();
    for (Term outer : second.terms()) {
      if (outer.input() != value) {
        terms.add(outer);
        continue;
      }
      for (Term inner : first.terms()) {
        terms.add(new Term(inner.input(), ComposedMap.of(outer.map(), inner.map())));
      }
      for (int o = 0; o < bias.length; o++) {
        int output = o;
        outer.map().row(output, (input, weight) -> bias[output] += weight * first.bias()[input]);
      }
    }
    return new Linear(
        joined(first.name(), second.name()),
        second.shape(),
        terms,
        bias,
        second.downsampling().after(first.downsampling()));
  }

  private static String joined(String first, String second) {
    return first.equals(second) ? first : first + "+" + second;
  }

  /** Nodes that are needed and read a value, each counted once. */
  private int readers(int value) {
    boolean[] needed = needed();
    int readers = 0;
    for (int n = value; n < nodes.size(); n++) {
      readers += needed[n] && nodes.get(n).inputs().contains(value) ? 1 : 0;
    }
    return readers;
  }

  private boolean[] needed() {
    boolean[] needed = new boolean[nodes.size()];
    needed[nodes.size() - 1] = true;
    for (int n = nodes.size() - 1; n >= 0; n--) {
      if (needed[n]) {
        for (int input : nodes.get(n).inputs()) {
          if (input > 0) {
            needed[input - 1] = true;
          }
        }
      }
    }
    return needed;
  }

  private SlotGraph pruned() {
    boolean[] needed = needed();
    int[] newValue = new int[nodes.size() + 1];
    List<GraphNode> kept = new ArrayList<>();
    for (int n = 0; n < nodes.size(); n++) {
      if (needed[n]) {
        kept.add(renumbered(nodes.get(n), newValue));
        newValue[n + 1] = kept.size();
      }
    }
    return new SlotGraph(graph.inputShape(), kept);
  }

  private static GraphNode renumbered(GraphNode node, int[] newValue) {
    return switch (node) {
      case Linear linear -> {
        List<Term> terms =
            linear.terms().stream()
                .map(term -> new Term(newValue[term.input()], term.map()))
                .toList();
        yield new Linear(
            linear.name(), linear.shape(), terms, linear.bias(), linear.downsampling());
      }
      case Product product ->
          new Product(
              product.name(), product.shape(), newValue[product.left()], newValue[product.right()]);
    };
  }
}
