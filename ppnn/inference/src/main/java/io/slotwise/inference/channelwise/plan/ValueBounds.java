package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.graph.GraphEvaluator;
import io.slotwise.inference.channelwise.graph.GraphNode.Linear;
import io.slotwise.inference.channelwise.graph.GraphNode.Product;
import io.slotwise.inference.channelwise.graph.GraphNode.Term;
import io.slotwise.inference.channelwise.graph.SlotGraph;
import io.slotwise.model.InputRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How large the values of a graph become.
 *
 * @param seen the largest absolute number of each element of each value on seeded random inputs
 * @param proven the largest absolute number of each value for any input in range
 * @param scoreRange largest minus smallest score on the random inputs
 */
record ValueBounds(double[][] seen, double[] proven, double scoreRange) {
  private static final int SAMPLES = 16;

  static ValueBounds of(SlotGraph graph, InputRange range) {
    double[][] seen = new double[graph.values()][];
    for (int v = 0; v < seen.length; v++) {
      seen[v] = new double[graph.shape(v).size()];
    }
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (double[] input : samples(graph.inputShape().size(), range)) {
      double[][] values = GraphEvaluator.values(graph, input);
      for (int v = 0; v < seen.length; v++) {
        for (int e = 0; e < seen[v].length; e++) {
          seen[v][e] = Math.max(seen[v][e], Math.abs(values[v][e]));
        }
      }
      double[] scores = values[values.length - 1];
      lowest = Math.min(lowest, Arrays.stream(scores).min().orElse(0));
      highest = Math.max(highest, Arrays.stream(scores).max().orElse(0));
    }
    return new ValueBounds(seen, proven(graph, range), highest - lowest);
  }

  /** The largest absolute number of each value on seeded random inputs. */
  double[] largestSeen() {
    return Arrays.stream(seen).mapToDouble(ValueBounds::largest).toArray();
  }

  /** Inputs from flat to pure noise, the same for every call. */
  static List<double[]> samples(int elements, InputRange range) {
    SplittableRandom random = new SplittableRandom(1);
    double width = range.high() - range.low();
    List<double[]> samples = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      double level = range.low() + width * random.nextDouble();
      double strength = random.nextDouble();
      double[] input = new double[elements];
      Arrays.setAll(
          input, _ -> level + strength * (range.low() + width * random.nextDouble() - level));
      samples.add(input);
    }
    return samples;
  }

  private static double largest(double[] numbers) {
    return Arrays.stream(numbers).map(Math::abs).max().orElse(0);
  }

  private static double[] proven(SlotGraph graph, InputRange range) {
    Interval[] intervals = new Interval[graph.values()];
    intervals[0] = Interval.constant(graph.inputShape().size(), range.low(), range.high());
    double[] proven = new double[graph.values()];
    proven[0] = range.magnitude();
    for (int n = 0; n < graph.nodes().size(); n++) {
      intervals[n + 1] =
          switch (graph.nodes().get(n)) {
            case Linear linear -> linear(linear, intervals);
            case Product product -> product(product, intervals);
          };
      proven[n + 1] = intervals[n + 1].magnitude;
    }
    return proven;
  }

  private static Interval linear(Linear linear, Interval[] intervals) {
    double[] low = linear.bias().clone();
    double[] high = linear.bias().clone();
    double[] sizes = Arrays.stream(linear.bias()).map(Math::abs).toArray();
    for (Term term : linear.terms()) {
      Interval read = intervals[term.input()];
      for (int o = 0; o < low.length; o++) {
        int output = o;
        term.map()
            .row(
                output,
                (input, weight) -> {
                  double first = weight * read.low[input];
                  double second = weight * read.high[input];
                  low[output] += Math.min(first, second);
                  high[output] += Math.max(first, second);
                  sizes[output] += Math.max(Math.abs(first), Math.abs(second));
                });
      }
    }
    return new Interval(low, high, largest(sizes));
  }

  private static Interval product(Product product, Interval[] intervals) {
    Interval left = intervals[product.left()];
    Interval right = intervals[product.right()];
    double[] low = new double[left.low.length];
    double[] high = new double[left.low.length];
    for (int e = 0; e < low.length; e++) {
      double[] corners = {
        left.low[e] * right.low[e],
        left.low[e] * right.high[e],
        left.high[e] * right.low[e],
        left.high[e] * right.high[e]
      };
      low[e] = Arrays.stream(corners).min().orElse(0);
      high[e] = Arrays.stream(corners).max().orElse(0);
      if (product.left() == product.right()) {
        boolean crosses = left.low[e] < 0 && left.high[e] > 0;
        low[e] = crosses ? 0 : Math.min(corners[0], corners[3]);
      }
    }
    return new Interval(low, high, Math.max(largest(low), largest(high)));
  }

  /** What each element lies in, and the largest sum of absolute terms of one. */
  private record Interval(double[] low, double[] high, double magnitude) {
    static Interval constant(int elements, double low, double high) {
      double[] lows = new double[elements];
      double[] highs = new double[elements];
      Arrays.fill(lows, low);
      Arrays.fill(highs, high);
      return new Interval(lows, highs, Math.max(Math.abs(low), Math.abs(high)));
    }
  }
}
