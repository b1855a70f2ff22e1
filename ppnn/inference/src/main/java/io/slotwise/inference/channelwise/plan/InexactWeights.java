package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.program.MaskedSums;
import io.slotwise.inference.channelwise.program.PatternSums;
import io.slotwise.inference.channelwise.program.SlotEvaluator;
import io.slotwise.inference.channelwise.program.SlotPattern;
import io.slotwise.inference.channelwise.program.WeightFactors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Factored weights on plain numbers: rounded, and with an error of encoding in each pattern. All
 * that a map reads repeats after its period, so that sums are made of one period.
 */
final class InexactWeights {
  private final double[] inputFactors;
  private final WeightFactors factored;
  private final int period;
  private final Map<SlotPattern, double[]> patterns = new HashMap<>();

  InexactWeights(
      double[] inputFactors,
      WeightFactors factored,
      int period,
      int scalingBits,
      SplittableRandom random) {
    this.inputFactors = inputFactors;
    this.factored = factored;
    this.period = period;
    double deviation = WeightFactors.encodingError(period, scalingBits);
    for (SlotPattern pattern : factored.patterns()) {
      double[] slots = new double[period];
      Arrays.setAll(slots, _ -> deviation * random.nextGaussian());
      for (int i = 0; i < pattern.slots().length; i++) {
        slots[pattern.slots()[i]] += pattern.values()[i];
      }
      patterns.put(pattern, slots);
    }
  }

  /** Sums of the products with some inputs. */
  SlotEvaluator.Sums sums(List<double[]> inputs) {
    return switch (factored) {
      case MaskedSums masked ->
          (output, giant) -> repeated(sum(masked, output, giant, inputs), inputs);
      case PatternSums sums -> {
        double[][] products = products(sums, inputs);
        yield (output, giant) -> repeated(sum(sums.sum(output, giant), products), inputs);
      }
    };
  }

  private double[] sum(MaskedSums masked, int output, int giant, List<double[]> inputs) {
    double[] sum = new double[period];
    for (MaskedSums.Group group : masked.groups(output, giant)) {
      double[] products = new double[period];
      for (int i = 0; i < group.inputs().length; i++) {
        int input = group.inputs()[i];
        addMultiple(products, inputs.get(input), group.weights()[i] / inputFactors[input]);
      }
      addProduct(sum, SlotEvaluator.rotated(products, group.step()), group.mask());
    }
    return sum;
  }

  private double[][] products(PatternSums sums, List<double[]> inputs) {
    double[][] products = new double[sums.products().size()][period];
    for (int p = 0; p < products.length; p++) {
      PatternSums.Product product = sums.products().get(p);
      double[] input = new double[period];
      addMultiple(input, inputs.get(product.input()), 1 / inputFactors[product.input()]);
      addProduct(products[p], SlotEvaluator.rotated(input, product.step()), product.pattern());
    }
    return products;
  }

  private double[] sum(PatternSums.Sum sum, double[][] products) {
    double[] total = new double[period];
    for (int i = 0; i < sum.products().length; i++) {
      addMultiple(total, products[sum.products()[i]], (double) sum.weights()[i]);
    }
    return total;
  }

  private static void addMultiple(double[] sum, double[] slots, double factor) {
    for (int s = 0; s < sum.length; s++) {
      sum[s] += factor * slots[s];
    }
  }

  private void addProduct(double[] sum, double[] slots, SlotPattern pattern) {
    double[] values = Objects.requireNonNull(patterns.get(pattern));
    for (int s = 0; s < sum.length; s++) {
      sum[s] += values[s] * slots[s];
    }
  }

  private static double[] repeated(double[] slots, List<double[]> like) {
    double[] all = new double[like.getFirst().length];
    for (int s = 0; s < all.length; s += slots.length) {
      System.arraycopy(slots, 0, all, s, slots.length);
    }
    return all;
  }
}
