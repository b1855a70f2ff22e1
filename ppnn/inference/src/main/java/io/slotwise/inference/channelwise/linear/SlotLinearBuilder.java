package io.slotwise.inference.channelwise.linear;

import io.slotwise.inference.channelwise.layout.SlotLayout;
import io.slotwise.inference.channelwise.program.DiagonalProduct;
import io.slotwise.inference.channelwise.program.GiantStep;
import io.slotwise.inference.channelwise.program.SlotLinear;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes linear maps as baby steps, plaintexts and giant steps. */
public final class SlotLinearBuilder {
  private SlotLinearBuilder() {}

  /**
   * The cheapest way to evaluate a map.
   *
   * @param pitch slots of an image row
   */
  public static StepSplit split(Diagonals diagonals, int pitch, StepCosts costs) {
    return StepSplit.cheapest(diagonals.steps(), diagonals.period(), pitch, costs);
  }

  /**
   * A map with its weights.
   *
   * @param inputs the values that the map's sources are
   * @param bias one number per output element
   */
  public static SlotLinear build(
      String name, List<Integer> inputs, Diagonals diagonals, StepSplit split, double[] bias) {
    SlotLayout layout = diagonals.layout();
    List<List<GiantStep>> outputs = new ArrayList<>();
    int element = 0;
    for (int output = 0; output < diagonals.outputs(); output++) {
      int first = element;
      while (element < layout.elements() && layout.ciphertextOf()[element] == output) {
        element++;
      }
      outputs.add(giantSteps(diagonals, split, first, element));
    }
    return new SlotLinear(
        name, inputs, diagonals.period(), outputs, diagonals.folds(), inSlots(bias, layout));
  }

  /** Numbers of elements, in the slots of a layout. */
  public static double[][] inSlots(double[] elements, SlotLayout layout) {
    double[][] slots = new double[layout.ciphertexts()][layout.period()];
    for (int e = 0; e < elements.length; e++) {
      slots[layout.ciphertextOf()[e]][layout.slotOf()[e]] = elements[e];
    }
    return slots;
  }

  private static List<GiantStep> giantSteps(
      Diagonals diagonals, StepSplit split, int firstElement, int endElement) {
    int period = diagonals.period();
    SortedMap<Integer, SortedMap<Long, DiagonalEntries>> byGiant = new TreeMap<>();
    diagonals.forEach(
        firstElement,
        endElement,
        (_, input, step, slot, weight) -> {
          int giant = split.giant(step);
          long key = ((long) input << Integer.SIZE) + split.baby(step);
          byGiant
              .computeIfAbsent(giant, _ -> new TreeMap<>())
              .computeIfAbsent(key, _ -> new DiagonalEntries(input, split.baby(step)))
              .add(Diagonals.mod(slot + giant, period), weight);
        });
    double[] scratch = new double[period];
    List<GiantStep> giants = new ArrayList<>();
    byGiant.forEach(
        (giant, byBaby) -> {
          List<DiagonalProduct> products = new ArrayList<>();
          byBaby.values().forEach(entries -> products.add(entries.product(scratch)));
          giants.add(new GiantStep(giant, products));
        });
    return giants;
  }
}
