package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.graph.GraphEvaluator;
import io.slotwise.inference.channelwise.graph.SlotGraph;
import io.slotwise.inference.channelwise.layout.SlotLayout;
import io.slotwise.inference.channelwise.program.Scales;
import io.slotwise.inference.channelwise.program.SlotEvaluator;
import io.slotwise.inference.channelwise.program.SlotLinear;
import io.slotwise.inference.channelwise.program.SlotProgram;
import io.slotwise.inference.channelwise.program.WeightFactors;
import io.slotwise.model.InputRange;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The error of scores that factored weights cause. Rounding a weight, and encoding a mask that many
 * products share, shift many elements alike, so that their errors do not average out as those of
 * ciphertexts do: the program is evaluated on plain numbers with both.
 */
final class FactoringError {
  private final SlotProgram program;
  private final int scalingBits;
  private final @Nullable WeightFactors[] factored;

  /**
   * The error of a program.
   *
   * @param kept whether the weights of each operation are kept as plaintexts
   * @param moduli the primes of a fresh ciphertext, first limb first
   * @param scalingBits bits of the scaling factor
   */
  FactoringError(SlotProgram program, boolean[] kept, long[] moduli, int scalingBits) {
    this.program = program;
    this.scalingBits = scalingBits;
    factored = new WeightFactors[kept.length];
    double[] scales = Scales.of(program, moduli, scalingBits);
    for (int i = 0; i < kept.length; i++) {
      if (!kept[i] && program.operations().get(i) instanceof SlotLinear linear) {
        double[] factors = Scales.weightFactors(program, scales, i, moduli, scalingBits);
        factored[i] = WeightFactors.of(linear, factors, program.slots(), scalingBits);
      }
    }
  }

  /** The largest standard deviation of a score's error; 0 if no weights are factored. */
  double deviation(SlotGraph graph, InputRange range, SlotLayout input, SlotLayout scores) {
    if (Arrays.stream(factored).allMatch(Objects::isNull)) {
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

  /** Weights with the masks of one server, which have their errors for good. */
  private record Masked(WeightFactors weights, Map<WeightFactors.Mask, double[]> masks) {}

  private SlotEvaluator evaluator(SplittableRandom random) {
    IdentityHashMap<SlotLinear, Masked> byMap = new IdentityHashMap<>();
    for (int i = 0; i < factored.length; i++) {
      WeightFactors weights = factored[i];
      if (weights != null && program.operations().get(i) instanceof SlotLinear linear) {
        byMap.put(linear, new Masked(weights, masks(linear, weights, random)));
      }
    }
    return new SlotEvaluator(
        program,
        (linear, output, giant, inputs) -> {
          Masked masked = byMap.get(linear);
          return masked == null
              ? SlotEvaluator.exactSum(linear, output, giant, inputs)
              : sum(masked, output, giant, inputs);
        });
  }

  private Map<WeightFactors.Mask, double[]> masks(
      SlotLinear linear, WeightFactors weights, SplittableRandom random) {
    double deviation = WeightFactors.maskError(linear.period(), scalingBits);
    Map<WeightFactors.Mask, double[]> masks = new HashMap<>();
    for (WeightFactors.Group group : weights.groups()) {
      masks.computeIfAbsent(
          group.mask(),
          mask -> {
            double[] slots = new double[linear.period()];
            Arrays.setAll(slots, _ -> deviation * random.nextGaussian());
            for (int slot : mask.slots()) {
              slots[slot] += weights.unit();
            }
            return slots;
          });
    }
    return masks;
  }

  private static double[] sum(Masked masked, int output, int giant, List<double[]> inputs) {
    double[] sum = new double[inputs.getFirst().length];
    for (WeightFactors.Group group : masked.weights().groups(output, giant)) {
      double[] products = new double[sum.length];
      for (int i = 0; i < group.inputs().length; i++) {
        int input = group.inputs()[i];
        double weight = group.weights()[i] / masked.weights().factor(input);
        double[] slots = inputs.get(input);
        for (int s = 0; s < products.length; s++) {
          products[s] += weight * slots[s];
        }
      }
      double[] rotated = SlotEvaluator.rotated(products, group.step());
      double[] mask = masked.masks().get(group.mask());
      for (int s = 0; s < sum.length; s++) {
        sum[s] += mask[s % mask.length] * rotated[s];
      }
    }
    return sum;
  }
}
