package io.slotwise.inference.channelwise.graph;

import io.slotwise.inference.channelwise.graph.GraphNode.Linear;
import io.slotwise.inference.channelwise.graph.GraphNode.Product;
import io.slotwise.inference.channelwise.graph.GraphNode.Term;

/** Evaluates graphs on plain numbers. */
public final class GraphEvaluator {
  private GraphEvaluator() {}

  /** Every value of a graph for one input: the input first, the scores last. */
  public static double[][] values(SlotGraph graph, double[] input) {
    double[][] values = new double[graph.values()][];
    values[0] = input;
    for (int n = 0; n < graph.nodes().size(); n++) {
      values[n + 1] =
          switch (graph.nodes().get(n)) {
            case Linear linear -> linear(linear, values);
            case Product product -> product(values[product.left()], values[product.right()]);
          };
    }
    return values;
  }

  private static double[] linear(Linear linear, double[][] values) {
    double[] made = linear.bias().clone();
    for (Term term : linear.terms()) {
      double[] read = values[term.input()];
      for (int o = 0; o < made.length; o++) {
        int output = o;
        term.map().row(output, (input, weight) -> made[output] += weight * read[input]);
      }
    }
    return made;
  }

  private static double[] product(double[] left, double[] right) {
    double[] made = new double[left.length];
    for (int e = 0; e < made.length; e++) {
      made[e] = left[e] * right[e];
    }
    return made;
  }
}
