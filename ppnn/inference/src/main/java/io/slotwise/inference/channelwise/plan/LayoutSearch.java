package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.graph.GraphNode;
import io.slotwise.inference.channelwise.graph.GraphNode.Linear;
import io.slotwise.inference.channelwise.graph.GraphNode.Term;
import io.slotwise.inference.channelwise.graph.SlotGraph;
import io.slotwise.inference.channelwise.layout.SlotLayout;
import io.slotwise.inference.channelwise.linear.Diagonals;
import io.slotwise.inference.channelwise.linear.SlotLinearBuilder;
import io.slotwise.inference.channelwise.linear.SlotTarget;
import io.slotwise.inference.channelwise.linear.Source;
import io.slotwise.inference.channelwise.linear.StepCosts;
import io.slotwise.inference.channelwise.linear.StepSplit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the layouts of all values, so that the linear maps between them cost least together. A
 * beam search in execution order: what a layout costs shows when the next map reads it.
 */
final class LayoutSearch {
  private static final int BEAM = 24;

  private final SlotGraph graph;
  private final LayoutCandidates candidates;
  private final CostModel costs;
  private final int[] levels;
  private final Map<Key, Step> known = new HashMap<>();

  private LayoutSearch(SlotGraph graph, LayoutCandidates candidates, CostModel costs) {
    this.graph = graph;
    this.candidates = candidates;
    this.costs = costs;
    levels = Levels.of(graph);
  }

  /**
   * How a value is made.
   *
   * @param layout where its elements lie
   * @param target what its linear map is directed at; null if it has none
   * @param diagonals its linear map; null if it has none
   * @param split how the steps of the map are split; null if it has none
   */
  record Step(
      SlotLayout layout,
      @Nullable SlotTarget target,
      @Nullable Diagonals diagonals,
      @Nullable StepSplit split,
      double seconds) {
    static Step keeping(SlotLayout layout) {
      return new Step(layout, null, null, null, 0);
    }
  }

  private record Key(int node, List<SlotLayout> inputs, SlotTarget target) {}

  private record State(List<Step> steps, double seconds) {
    State with(Step step) {
      List<Step> longer = new ArrayList<>(steps);
      longer.add(step);
      return new State(longer, seconds + step.seconds());
    }
  }

  /** The steps that make the values of a graph, the input's first. */
  static List<Step> cheapest(SlotGraph graph, LayoutCandidates candidates, CostModel costs) {
    return new LayoutSearch(graph, candidates, costs).search();
  }

  private List<Step> search() {
    List<State> beam = new ArrayList<>();
    for (SlotLayout layout : candidates.inputs()) {
      beam.add(new State(List.of(Step.keeping(layout)), 0));
    }
    for (int n = 0; n < graph.nodes().size(); n++) {
      List<State> longer = new ArrayList<>();
      for (State state : beam) {
        for (Step step : steps(n, state)) {
          longer.add(state.with(step));
        }
      }
      longer.sort(Comparator.comparingDouble(State::seconds));
      beam = longer.subList(0, Math.min(BEAM, longer.size()));
    }
    return beam.getFirst().steps();
  }

  private List<Step> steps(int n, State state) {
    GraphNode node = graph.nodes().get(n);
    List<SlotLayout> inputs =
        node.inputs().stream().map(input -> state.steps().get(input).layout()).toList();
    if (!(node instanceof Linear linear) || linear.isShift()) {
      return List.of(Step.keeping(inputs.getFirst()));
    }
    List<SlotTarget> targets = new ArrayList<>();
    if (linear.isElementwise()) {
      inputs.stream().distinct().map(SlotTarget::at).forEach(targets::add);
    } else {
      targets.addAll(candidates.of(n + 1));
    }
    return targets.stream()
        .map(
            target ->
                known.computeIfAbsent(
                    new Key(n, inputs, target), _ -> step(n, linear, inputs, target)))
        .toList();
  }

  private Step step(int n, Linear linear, List<SlotLayout> inputs, SlotTarget target) {
    Diagonals diagonals = new Diagonals(sources(linear, inputs), target);
    StepCosts stepCosts = costs.at(levels[n + 1] - 1);
    StepSplit split = SlotLinearBuilder.split(diagonals, candidates.pitch(), stepCosts);
    int folds = diagonals.folds().size() * diagonals.outputs();
    double seconds = split.seconds(stepCosts) + folds * stepCosts.rotation();
    return new Step(target.layout(), target, diagonals, split, seconds);
  }

  /** The terms of a map; those that read one value share its ciphertexts. */
  private static List<Source> sources(Linear linear, List<SlotLayout> inputs) {
    Map<Integer, Integer> firsts = new HashMap<>();
    List<Source> sources = new ArrayList<>();
    int next = 0;
    for (int t = 0; t < inputs.size(); t++) {
      Term term = linear.terms().get(t);
      Integer first = firsts.putIfAbsent(term.input(), next);
      sources.add(new Source(inputs.get(t), term.map(), first == null ? next : first));
      next += first == null ? inputs.get(t).ciphertexts() : 0;
    }
    return sources;
  }
}
