package io.slotwise.inference.channelwise.program;

import io.slotwise.inference.channelwise.layout.SlotLayout;
import java.util.ArrayList;
import java.util.List;

/** Evaluates slot programs on vectors of plain numbers: rotations, products and sums of slots. */
public final class SlotEvaluator {
  private final SlotProgram program;
  private final Products products;

  /** How plaintext products are made. */
  @FunctionalInterface
  public interface Products {
    /**
     * The products of a map.
     *
     * @param inputs the slots of all ciphertexts that the map reads; not to be modified
     */
    Sums of(SlotLinear linear, List<double[]> inputs);
  }

  /** Sums of the products of a map. */
  @FunctionalInterface
  public interface Sums {
    /** The sum of a giant step, before its rotation. */
    double[] of(int output, int giant);
  }

  /** An exact evaluation. */
  public SlotEvaluator(SlotProgram program) {
    this(program, SlotEvaluator::exact);
  }

  /** An evaluation with products of one's own. */
  public SlotEvaluator(SlotProgram program, Products products) {
    this.program = program;
    this.products = products;
  }

  /** Puts an input into slots, evaluates, and reads the scores from theirs. */
  public double[] evaluate(double[] input, SlotLayout inputLayout, SlotLayout scoreLayout) {
    List<double[][]> values = new ArrayList<>();
    values.add(packed(input, inputLayout));
    for (SlotOperation operation : program.operations()) {
      values.add(evaluate(operation, values));
    }
    double[] scores = new double[scoreLayout.elements()];
    for (int e = 0; e < scores.length; e++) {
      scores[e] = values.getLast()[scoreLayout.ciphertextOf()[e]][scoreLayout.slotOf()[e]];
    }
    return scores;
  }

  private double[][] packed(double[] input, SlotLayout layout) {
    double[][] slots = new double[layout.ciphertexts()][program.slots()];
    for (int e = 0; e < input.length; e++) {
      for (int s = layout.slotOf()[e]; s < program.slots(); s += layout.period()) {
        slots[layout.ciphertextOf()[e]][s] = input[e];
      }
    }
    return slots;
  }

  private double[][] evaluate(SlotOperation operation, List<double[][]> values) {
    return switch (operation) {
      case SlotLinear linear -> linear(linear, values);
      case SlotProduct product -> product(values.get(product.left()), values.get(product.right()));
      case SlotShift shift -> plus(values.get(shift.input()), shift.bias());
    };
  }

  private double[][] linear(SlotLinear linear, List<double[][]> values) {
    List<double[]> read = new ArrayList<>();
    linear.inputs().forEach(value -> read.addAll(List.of(values.get(value))));
    Sums sums = products.of(linear, read);
    double[][] made = new double[linear.outputs().size()][];
    for (int output = 0; output < made.length; output++) {
      double[] sum = new double[program.slots()];
      List<GiantStep> giants = linear.outputs().get(output);
      for (int giant = 0; giant < giants.size(); giant++) {
        double[] part = sums.of(output, giant);
        sum = plus(sum, rotated(part, giants.get(giant).step()));
      }
      for (int fold : linear.folds()) {
        sum = plus(sum, rotated(sum, fold));
      }
      made[output] = sum;
    }
    return plus(made, linear.bias());
  }

  /** The products as they are. */
  public static Sums exact(SlotLinear linear, List<double[]> inputs) {
    return (output, giant) -> sum(linear, linear.outputs().get(output).get(giant), inputs);
  }

  private static double[] sum(SlotLinear linear, GiantStep giant, List<double[]> inputs) {
    double[] sum = new double[inputs.getFirst().length];
    for (DiagonalProduct product : giant.products()) {
      double[] rotated = rotated(inputs.get(product.input()), product.step());
      for (int i = 0; i < product.slots().length; i++) {
        for (int s = product.slots()[i]; s < sum.length; s += linear.period()) {
          sum[s] += product.weights()[i] * rotated[s];
        }
      }
    }
    return sum;
  }

  private static double[][] product(double[][] left, double[][] right) {
    double[][] made = new double[left.length][left[0].length];
    for (int c = 0; c < made.length; c++) {
      for (int s = 0; s < made[c].length; s++) {
        made[c][s] = left[c][s] * right[c][s];
      }
    }
    return made;
  }

  private static double[][] plus(double[][] value, double[][] bias) {
    double[][] made = new double[value.length][];
    for (int c = 0; c < made.length; c++) {
      made[c] = value[c].clone();
      for (int s = 0; s < made[c].length; s++) {
        made[c][s] += bias[c][s % bias[c].length];
      }
    }
    return made;
  }

  private static double[] plus(double[] left, double[] right) {
    double[] sum = new double[left.length];
    for (int s = 0; s < sum.length; s++) {
      sum[s] = left[s] + right[s];
    }
    return sum;
  }

  /** Slots rotated to the left, or to the right if the step is negative. */
  public static double[] rotated(double[] slots, int step) {
    int first = Math.floorMod(step, slots.length);
    double[] rotated = new double[slots.length];
    System.arraycopy(slots, first, rotated, 0, slots.length - first);
    System.arraycopy(slots, 0, rotated, slots.length - first, first);
    return rotated;
  }
}
