package io.slotwise.inference.channelwise.linear;

import io.slotwise.inference.channelwise.linear.Diagonals.Steps;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How steps are split into a baby step, by which inputs are rotated, and a giant step, by which
 * sums are. A giant step is a multiple of the modulus.
 *
 * @param modulus at least 1
 * @param first the smallest baby step
 * @param hoistings inputs that are rotated at all
 * @param babySteps rotations of inputs
 * @param giantSteps rotations of sums
 * @param products plaintext products
 */
public record StepSplit(
    int period,
    int modulus,
    int first,
    int hoistings,
    int babySteps,
    int giantSteps,
    int products) {
  private static final int SMALL_MODULI = 64;

  /** The baby step of a step. */
  int baby(int step) {
    return Diagonals.centered(Math.floorMod(step - first, modulus) + first, period);
  }

  /** The giant step of a step. */
  int giant(int step) {
    return Diagonals.centered(step - baby(step), period);
  }

  /** What all of it takes, in seconds of one core. */
  public double seconds(StepCosts costs) {
    return hoistings * costs.hoisting()
        + babySteps * costs.hoistedRotation()
        + giantSteps * costs.rotation()
        + products * costs.product();
  }

  /**
   * The cheapest split of the steps of a map.
   *
   * @param pitch slots of an image row, whose multiples are likely moduli
   */
  static StepSplit cheapest(Steps steps, int period, int pitch, StepCosts costs) {
    int products = steps.products();
    int[][] ofInput = new int[steps.inputs()][];
    int[][] ofOutput = new int[steps.outputs()][];
    Arrays.setAll(ofInput, i -> steps.ofInput(i));
    Arrays.setAll(ofOutput, o -> steps.ofOutput(o));
    StepSplit best = null;
    for (int modulus : moduli(period, pitch)) {
      for (int first : new int[] {0, 1 - (modulus + 1) / 2}) {
        StepSplit split = counted(modulus, first, ofInput, ofOutput, period, products);
        if (best == null || split.seconds(costs) < best.seconds(costs)) {
          best = split;
        }
      }
    }
    if (best == null) {
      throw new IllegalStateException("1 is a modulus");
    }
    return best;
  }

  private static SortedSet<Integer> moduli(int period, int pitch) {
    SortedSet<Integer> moduli = new TreeSet<>();
    for (int modulus = 1; modulus <= SMALL_MODULI; modulus++) {
      moduli.add(modulus);
    }
    for (int modulus = 1; modulus <= 2 * period; modulus *= 2) {
      moduli.add(modulus);
    }
    for (int rows = 1; rows <= SMALL_MODULI && rows * pitch <= period; rows++) {
      moduli.add(rows * pitch);
    }
    return moduli;
  }

  private static StepSplit counted(
      int modulus, int first, int[][] ofInput, int[][] ofOutput, int period, int products) {
    StepSplit split = new StepSplit(period, modulus, first, 0, 0, 0, products);
    int hoistings = 0;
    int babySteps = 0;
    for (int[] steps : ofInput) {
      int rotations = distinct(Arrays.stream(steps).map(split::baby).toArray(), period);
      hoistings += rotations > 0 ? 1 : 0;
      babySteps += rotations;
    }
    int giantSteps = 0;
    for (int[] steps : ofOutput) {
      giantSteps += distinct(Arrays.stream(steps).map(split::giant).toArray(), period);
    }
    return new StepSplit(period, modulus, first, hoistings, babySteps, giantSteps, products);
  }

  /** How many different rotations there are, not counting that by 0. */
  private static int distinct(int[] steps, int period) {
    BitSet set = new BitSet();
    for (int step : steps) {
      set.set(Diagonals.mod(step, period));
    }
    set.clear(0);
    return set.cardinality();
  }
}
