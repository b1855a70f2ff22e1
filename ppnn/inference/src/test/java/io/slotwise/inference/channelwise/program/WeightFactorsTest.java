package io.slotwise.inference.channelwise.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Factored weights, multiplied out again, against the weights. */
class WeightFactorsTest {
  private static final int PERIOD = 32;
  private static final int SLOTS = 64;
  private static final int SCALING_BITS = 30;
  private static final int INPUTS = 3;
  private static final int OUTPUTS = 6;
  private static final int[] BABY_STEPS = {-1, 0, 1};
  private static final int[] GIANT_STEPS = {0, 8};
  private static final double[] INPUT_FACTORS = {1, 0.9, 1.3};

  /** The weights of an output with a rotated input before a giant step, by slot. */
  private interface Weights {
    double[] of(int output, int giant, int input, int step);
  }

  @Test
  void singleNumbersBecomeMaskedSums() {
    for (long seed = 1; seed <= 10; seed++) {
      Random random = new Random(seed);
      SlotLinear linear = linear((_, giant, _, _) -> mask(giant, random.nextGaussian()));
      WeightFactors factored = factored(linear);
      assertThat(factored).as("seed %d", seed).isInstanceOf(MaskedSums.class);
      assertThat(factored.patterns()).hasSize(GIANT_STEPS.length);
      assertMultipliesOut("seed " + seed, linear, factored);
    }
  }

  @Test
  void multiplesOfPatternsBecomeSumsOfMultipliedInputs() {
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      Map<List<Integer>, double[]> patterns = new HashMap<>();
      SlotLinear linear =
          linear(
              (_, giant, input, step) -> {
                double[] pattern =
                    patterns.computeIfAbsent(
                        List.of(giant, input, step),
                        _ -> random.doubles(PERIOD, -1, 1).map(v -> v < -0.8 ? 0 : v).toArray());
                // As weights are fused, and so with other rounding for each output.
                double kernel = random.nextGaussian();
                double scale = random.nextDouble(0.5, 2);
                return Arrays.stream(pattern).map(v -> kernel * scale * v / scale).toArray();
              });
      WeightFactors factored = factored(linear);
      assertThat(factored).as("seed %d", seed).isInstanceOf(PatternSums.class);
      assertThat(factored.plaintextProducts()).isEqualTo(patterns.size());
      assertMultipliesOut("seed " + seed, linear, factored);
    }
  }

  @Test
  void giantStepsShareThePatternsOfAnInput() {
    Random random = new Random(1);
    double[] pattern = random.doubles(PERIOD, 0.1, 1).toArray();
    SlotLinear linear =
        linear(
            (_, _, input, _) -> {
              double weight = random.nextGaussian() * (input + 1);
              return Arrays.stream(pattern).map(v -> v * weight).toArray();
            });
    WeightFactors factored = factored(linear);
    assertThat(factored.plaintextProducts()).isEqualTo(INPUTS * BABY_STEPS.length);
    assertThat(factored.integerProducts()).isLessThanOrEqualTo(linear.products());
    assertMultipliesOut("one pattern", linear, factored);
  }

  @Test
  void numbersOfEqualSizeAndOtherSignAreOnePattern() {
    SlotLinear linear =
        linear(
            (output, _, _, _) -> {
              double weight = output % 2 == 0 ? output + 1 : -output;
              double rounded = Math.nextUp(weight);
              double[] slots = new double[PERIOD];
              slots[3] = output % 3 == 0 ? weight : rounded;
              slots[7] = output % 3 == 0 ? -rounded : -weight;
              return slots;
            });
    WeightFactors factored = factored(linear);
    assertThat(factored.plaintextProducts()).isEqualTo(INPUTS * BABY_STEPS.length);
    assertMultipliesOut("two numbers", linear, factored);
  }

  @Test
  void nearlyProportionalWeightsAreDifferentPatterns() {
    double[] pattern = new Random(1).doubles(PERIOD, 0.1, 1).toArray();
    SlotLinear linear =
        linear(
            (output, _, _, _) -> {
              double[] slots = pattern.clone();
              slots[5] *= 1 + 1e-9 * (output % 2);
              return slots;
            });
    assertThat(factored(linear).plaintextProducts()).isEqualTo(2 * INPUTS * BABY_STEPS.length);
  }

  @Test
  void weightsOfAllKindsAreNotFactored() {
    Random random = new Random(1);
    SlotLinear linear = linear((_, _, _, _) -> random.doubles(PERIOD, -1, 1).toArray());
    assertThat(WeightFactors.of(linear, INPUT_FACTORS, SLOTS, SCALING_BITS)).isNull();
  }

  @Test
  void zerosNeedNoPattern() {
    SlotLinear linear =
        linear(
            (output, giant, _, _) ->
                output == 0 ? new double[PERIOD] : giant == 0 ? mask(0, 1) : ramp(output));
    assertMultipliesOut("zeros", linear, factored(linear));
  }

  private static double[] ramp(double weight) {
    double[] slots = new double[PERIOD];
    Arrays.setAll(slots, s -> s * weight);
    return slots;
  }

  private static double[] mask(int giant, double weight) {
    double[] slots = new double[PERIOD];
    Arrays.fill(slots, giant, 20, weight);
    return slots;
  }

  private static SlotLinear linear(Weights weights) {
    List<List<GiantStep>> outputs = new ArrayList<>();
    for (int output = 0; output < OUTPUTS; output++) {
      List<GiantStep> giants = new ArrayList<>();
      for (int giant = 0; giant < GIANT_STEPS.length; giant++) {
        List<DiagonalProduct> products = new ArrayList<>();
        for (int input = 0; input < INPUTS; input++) {
          for (int step : BABY_STEPS) {
            products.add(product(input, step, weights.of(output, giant, input, step)));
          }
        }
        giants.add(new GiantStep(GIANT_STEPS[giant], products));
      }
      outputs.add(giants);
    }
    return new SlotLinear(
        "map", List.of(0), PERIOD, outputs, List.of(), new double[OUTPUTS][PERIOD]);
  }

  /** A product that leaves out what is 0, but for the first slot. */
  private static DiagonalProduct product(int input, int step, double[] weights) {
    int[] slots = new int[PERIOD];
    int count = 0;
    for (int s = 0; s < PERIOD; s++) {
      if (weights[s] != 0) {
        slots[count] = s;
        count++;
      }
    }
    int[] kept = count == 0 ? new int[] {0} : Arrays.copyOf(slots, count);
    return new DiagonalProduct(
        input, step, kept, Arrays.stream(kept).mapToDouble(s -> weights[s]).toArray());
  }

  private static WeightFactors factored(SlotLinear linear) {
    WeightFactors factored = WeightFactors.of(linear, INPUT_FACTORS, SLOTS, SCALING_BITS);
    assertThat(factored).isNotNull();
    return factored;
  }

  /** Each weight is right up to half a unit times the pattern. */
  private static void assertMultipliesOut(
      String description, SlotLinear linear, WeightFactors factored) {
    double unit =
        factored.patterns().stream()
            .flatMapToDouble(pattern -> Arrays.stream(pattern.values()))
            .map(Math::abs)
            .max()
            .orElseThrow();
    for (int output = 0; output < OUTPUTS; output++) {
      for (int giant = 0; giant < GIANT_STEPS.length; giant++) {
        Map<List<Integer>, double[]> actual = multipliedOut(factored, output, giant);
        for (DiagonalProduct product : linear.outputs().get(output).get(giant).products()) {
          double[] found =
              actual.getOrDefault(List.of(product.input(), product.step()), new double[PERIOD]);
          double[] expected = new double[PERIOD];
          for (int i = 0; i < product.slots().length; i++) {
            expected[product.slots()[i]] = product.weights()[i] * INPUT_FACTORS[product.input()];
          }
          assertThat(found)
              .as("output %d, giant step %d, %s, %s", output, giant, product, description)
              .containsExactly(expected, within(0.5 * unit + 1e-9));
        }
      }
    }
  }

  /** The weights with each rotated input. */
  private static Map<List<Integer>, double[]> multipliedOut(
      WeightFactors factored, int output, int giant) {
    Map<List<Integer>, double[]> weights = new HashMap<>();
    switch (factored) {
      case MaskedSums masked -> {
        for (MaskedSums.Group group : masked.groups(output, giant)) {
          for (int i = 0; i < group.inputs().length; i++) {
            add(weights, group.inputs()[i], group.step(), group.mask(), group.weights()[i]);
          }
        }
      }
      case PatternSums sums -> {
        PatternSums.Sum sum = sums.sum(output, giant);
        for (int i = 0; i < sum.products().length; i++) {
          PatternSums.Product product = sums.products().get(sum.products()[i]);
          add(weights, product.input(), product.step(), product.pattern(), sum.weights()[i]);
        }
      }
    }
    return weights;
  }

  private static void add(
      Map<List<Integer>, double[]> weights,
      int input,
      int step,
      SlotPattern pattern,
      long integer) {
    double[] slots = weights.computeIfAbsent(List.of(input, step), _ -> new double[PERIOD]);
    for (int i = 0; i < pattern.slots().length; i++) {
      slots[pattern.slots()[i]] += integer * pattern.values()[i];
    }
  }
}
