package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.graph.GraphNode;
import io.slotwise.inference.channelwise.graph.SlotGraph;
import io.slotwise.inference.channelwise.linear.StepSplit;
import io.slotwise.inference.channelwise.program.HeldWeights;
import io.slotwise.inference.channelwise.program.SlotLinear;
import io.slotwise.inference.channelwise.program.SlotProgram;
import io.slotwise.inference.channelwise.program.WeightMemory;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A way to evaluate a network.
 *
 * @param moduli the primes of a fresh ciphertext, first limb first
 * @param held how the weights of each operation are held; null for those that have none
 * @param seconds a rough time of one image on one core
 */
record Candidate(
    RingParameters parameters,
    List<LayoutSearch.Step> steps,
    SlotProgram program,
    long[] moduli,
    @Nullable HeldWeights[] held,
    double seconds) {
  /**
   * A candidate.
   *
   * @param steps how each value is made, the input first
   * @param weightMemory bytes that encoded weights may take
   */
  static Candidate of(
      SlotGraph graph,
      RingParameters parameters,
      List<LayoutSearch.Step> steps,
      long[] moduli,
      long weightMemory) {
    SlotProgram program = ProgramAssembler.assemble(graph, steps, parameters);
    int bits = parameters.scalingModSize();
    @Nullable HeldWeights[] held = WeightMemory.held(program, moduli, bits, weightMemory);
    double seconds = seconds(graph, steps, program, held, new CostModel(parameters));
    return new Candidate(parameters, steps, program, moduli, held, seconds);
  }

  /** The same with every product relinearised: slower, and more precise. */
  Candidate relinearizing() {
    return new Candidate(parameters, steps, program.relinearizing(), moduli, held, seconds);
  }

  /** Bytes of the encoded weights that are kept. */
  long weightBytes() {
    return Arrays.stream(held).filter(Objects::nonNull).mapToLong(HeldWeights::bytes).sum();
  }

  private static double seconds(
      SlotGraph graph,
      List<LayoutSearch.Step> steps,
      SlotProgram program,
      @Nullable HeldWeights[] held,
      CostModel costs) {
    int[] levels = Levels.of(graph);
    double seconds = 0;
    for (int n = 0; n < graph.nodes().size(); n++) {
      LayoutSearch.Step step = steps.get(n + 1);
      StepSplit split = step.split();
      HeldWeights weights = held[n];
      int level = levels[n + 1] - 1;
      int ciphertexts = step.layout().ciphertexts();
      if (graph.nodes().get(n) instanceof GraphNode.Product) {
        seconds += ciphertexts * costs.product(level, true);
      } else if (split != null
          && weights != null
          && program.operations().get(n) instanceof SlotLinear linear) {
        // The search reckons with plaintexts that are kept.
        double searched = split.products() * costs.at(level).product();
        seconds += step.seconds() - searched + costs.weights(linear, weights, level);
        seconds += ciphertexts * costs.rescale(level);
      }
    }
    return seconds;
  }
}
