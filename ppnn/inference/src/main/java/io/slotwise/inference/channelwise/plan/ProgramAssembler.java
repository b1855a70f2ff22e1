package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.graph.GraphNode;
import io.slotwise.inference.channelwise.graph.GraphNode.Linear;
import io.slotwise.inference.channelwise.graph.GraphNode.Product;
import io.slotwise.inference.channelwise.graph.SlotGraph;
import io.slotwise.inference.channelwise.linear.Diagonals;
import io.slotwise.inference.channelwise.linear.SlotLinearBuilder;
import io.slotwise.inference.channelwise.linear.StepSplit;
import io.slotwise.inference.channelwise.program.SlotLinear;
import io.slotwise.inference.channelwise.program.SlotOperation;
import io.slotwise.inference.channelwise.program.SlotProduct;
import io.slotwise.inference.channelwise.program.SlotProgram;
import io.slotwise.inference.channelwise.program.SlotShift;
import io.slotwise.inference.channelwise.program.SlotValue;
import java.util.ArrayList;
import java.util.List;

/** Writes a graph whose layouts are chosen as a program. */
final class ProgramAssembler {
  private ProgramAssembler() {}

  /**
   * The program.
   *
   * @param steps how each value is made, the input first
   */
  static SlotProgram assemble(
      SlotGraph graph, List<LayoutSearch.Step> steps, RingParameters parameters) {
    List<SlotOperation> operations = new ArrayList<>();
    for (int n = 0; n < graph.nodes().size(); n++) {
      operations.add(operation(graph.nodes().get(n), steps.get(n + 1)));
    }
    boolean[] two = needsTwoComponents(operations);
    for (int n = 0; n < operations.size(); n++) {
      if (operations.get(n) instanceof SlotProduct product && two[n + 1]) {
        operations.set(n, new SlotProduct(product.name(), product.left(), product.right(), true));
      }
    }
    List<SlotValue> values = values(graph, steps, operations);
    return new SlotProgram(parameters.slots(), values, operations, parameters.scoreReduction());
  }

  private static SlotOperation operation(GraphNode node, LayoutSearch.Step step) {
    return switch (node) {
      case Product product ->
          new SlotProduct(product.name(), product.left(), product.right(), false);
      case Linear linear -> {
        Diagonals diagonals = step.diagonals();
        StepSplit split = step.split();
        if (diagonals == null || split == null) {
          double[][] bias = SlotLinearBuilder.inSlots(linear.bias(), step.layout());
          yield new SlotShift(linear.name(), linear.inputs().getFirst(), bias);
        }
        List<Integer> inputs = linear.inputs().stream().distinct().toList();
        yield SlotLinearBuilder.build(linear.name(), inputs, diagonals, split, linear.bias());
      }
    };
  }

  /** Which values must have 2 components because of what reads them. */
  private static boolean[] needsTwoComponents(List<SlotOperation> operations) {
    boolean[] two = new boolean[operations.size() + 1];
    for (int n = operations.size() - 1; n >= 0; n--) {
      boolean needed =
          switch (operations.get(n)) {
            case SlotProduct _ -> true;
            case SlotLinear linear -> linear.rotates() || linear.inputs().size() > 1 || two[n + 1];
            case SlotShift _ -> two[n + 1];
          };
      for (int input : operations.get(n).inputs()) {
        two[input] |= needed;
      }
    }
    return two;
  }

  private static List<SlotValue> values(
      SlotGraph graph, List<LayoutSearch.Step> steps, List<SlotOperation> operations) {
    int[] levels = Levels.of(graph);
    List<SlotValue> values = new ArrayList<>();
    values.add(new SlotValue(steps.getFirst().layout().ciphertexts(), 0, 2));
    for (int n = 0; n < operations.size(); n++) {
      int components =
          switch (operations.get(n)) {
            case SlotProduct product -> product.relinearizes() ? 2 : 3;
            case SlotOperation other -> values.get(other.inputs().getFirst()).components();
          };
      int ciphertexts = steps.get(n + 1).layout().ciphertexts();
      values.add(new SlotValue(ciphertexts, levels[n + 1], components));
    }
    return values;
  }
}
