package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.graph.GraphEvaluator;
import io.slotwise.inference.channelwise.graph.SlotGraph;
import io.slotwise.inference.channelwise.layout.SlotLayout;
import io.slotwise.inference.channelwise.program.HeldWeights;
import io.slotwise.inference.channelwise.program.SlotEvaluator;
import io.slotwise.inference.channelwise.program.SlotLinear;
import io.slotwise.inference.channelwise.program.SlotProgram;
import io.slotwise.inference.channelwise.program.WeightFactors;
import io.slotwise.model.InputRange;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The error of scores that factored weights cause. Rounding a weight, and encoding a pattern that
 * many products share, shift many elements alike, so that their errors do not average out as those
 * of ciphertexts do: the program is evaluated on plain numbers with both.
 */
final class FactoringError {
  private final SlotProgram program;
  private final int scalingBits;
  private final @Nullable HeldWeights[] held;

  /**
   * The error of a program.
   *
   * @param held how the weights of each operation are held
   * @param scalingBits bits of the scaling factor
   */
  FactoringError(SlotProgram program, @Nullable HeldWeights[] held, int scalingBits) {
    this.program = program;
    this.held = held;
    this.scalingBits = scalingBits;
  }

  /** The largest standard deviation of a score's error; 0 if no weights are factored. */
  double deviation(SlotGraph graph, InputRange range, SlotLayout input, SlotLayout scores) {
    if (Arrays.stream(held).allMatch(h -> h == null || h.factored() == null)) {
      return 0;
    }
    double[] squares = new double[scores.elements()];
    List<double[]> samples = ValueBounds.samples(graph.inputShape().size(), range);
    SplittableRandom random = new SplittableRandom(2);
    for (double[] sample : samples) {
      double[] exact = GraphEvaluator.values(graph, sample)[graph.values() - 1];
      double[] actual = evaluator(random).evaluate(sample, input, scores);
      for (int s = 0; s < squares.length; s++) {
        squares[s] += Math.pow(actual[s] - exact[s], 2) / samples.size();
      }
    }
    return Math.sqrt(Arrays.stream(squares).max().orElse(0));
  }

  /** An evaluation with the patterns of one server, which have their errors for good. */
  private SlotEvaluator evaluator(SplittableRandom random) {
    IdentityHashMap<SlotLinear, InexactWeights> byMap = new IdentityHashMap<>();
    for (int i = 0; i < held.length; i++) {
      HeldWeights weights = held[i];
      WeightFactors factored = weights == null ? null : weights.factored();
      if (factored != null && program.operations().get(i) instanceof SlotLinear linear) {
        double[] factors = weights.inputFactors();
        byMap.put(
            linear, new InexactWeights(factors, factored, linear.period(), scalingBits, random));
      }
    }
    return new SlotEvaluator(
        program,
        (linear, inputs) -> {
          InexactWeights inexact = byMap.get(linear);
          return inexact == null ? SlotEvaluator.exact(linear, inputs) : inexact.sums(inputs);
        });
  }
}
