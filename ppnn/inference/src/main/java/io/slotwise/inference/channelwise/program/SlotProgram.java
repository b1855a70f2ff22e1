package io.slotwise.inference.channelwise.program;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A network on slots. The last operation makes the scores. Immutable as long as nobody writes to
 * the arrays in it.
 *
 * @param slots slots of a ciphertext, a power of two
 * @param values the input and what each operation makes
 * @param operations in execution order, at least one
 * @param scoreReduction by how much the scale of scores is smaller than that of other values, if a
 *     linear map makes them; 1 or more
 */
public record SlotProgram(
    int slots, List<SlotValue> values, List<SlotOperation> operations, double scoreReduction) {
  /**
   * Copies the lists and checks that operations read only what was made before, and as many
   * ciphertexts as there are.
   *
   * @throws IllegalArgumentException if not
   */
  public SlotProgram {
    values = List.copyOf(values);
    operations = List.copyOf(operations);
    require(Integer.bitCount(slots) == 1, "slots");
    require(scoreReduction >= 1 && Double.isFinite(scoreReduction), "score scale");
    require(!operations.isEmpty() && values.size() == operations.size() + 1, "operations");
    for (int i = 0; i < operations.size(); i++) {
      SlotOperation operation = operations.get(i);
      for (int input : operation.inputs()) {
        require(input >= 0 && input <= i, operation.name());
        require(values.get(input).level() <= values.get(i + 1).level(), operation.name());
      }
      requireFits(operation, values, slots, values.get(i + 1).ciphertexts());
    }
  }

  private static void requireFits(
      SlotOperation operation, List<SlotValue> values, int slots, int made) {
    switch (operation) {
      case SlotLinear linear -> {
        int read = linear.inputs().stream().mapToInt(v -> values.get(v).ciphertexts()).sum();
        require(linear.outputs().size() == made && linear.bias().length == made, linear.name());
        require(linear.period() >= 1 && slots % linear.period() == 0, linear.name());
        for (int fold : linear.folds()) {
          require(Math.abs(fold) < slots, linear.name());
        }
        linear.outputs().stream()
            .flatMap(List::stream)
            .forEach(giant -> requireFits(linear, giant, slots, read));
      }
      case SlotProduct product -> {
        require(values.get(product.left()).ciphertexts() == made, product.name());
        require(values.get(product.right()).ciphertexts() == made, product.name());
      }
      case SlotShift shift -> {
        require(values.get(shift.input()).ciphertexts() == made, shift.name());
        require(shift.bias().length == made, shift.name());
      }
    }
  }

  private static void requireFits(SlotLinear linear, GiantStep giant, int slots, int read) {
    require(Math.abs(giant.step()) < slots, linear.name());
    for (DiagonalProduct product : giant.products()) {
      require(product.input() >= 0 && product.input() < read, linear.name());
      require(Math.abs(product.step()) < slots, linear.name());
      for (int slot : product.slots()) {
        require(slot >= 0 && slot < linear.period(), linear.name());
      }
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException("a program with invalid " + what);
    }
  }

  /** The scores. */
  public SlotValue output() {
    return values.getLast();
  }

  /** All steps of rotations, not 0, ascending: those that keys are needed for. */
  public SortedSet<Integer> rotationSteps() {
    SortedSet<Integer> steps = new TreeSet<>();
    for (SlotOperation operation : operations) {
      if (operation instanceof SlotLinear linear) {
        steps.addAll(linear.folds());
        for (GiantStep giant : linear.outputs().stream().flatMap(List::stream).toList()) {
          steps.add(giant.step());
          giant.products().forEach(product -> steps.add(product.step()));
        }
      }
    }
    steps.remove(0);
    return steps;
  }

  /** The same program with every product relinearised, so that no value has 3 components. */
  public SlotProgram relinearizing() {
    List<SlotOperation> all =
        operations.stream()
            .map(
                operation ->
                    operation instanceof SlotProduct product
                        ? new SlotProduct(product.name(), product.left(), product.right(), true)
                        : operation)
            .toList();
    List<SlotValue> two =
        values.stream().map(v -> new SlotValue(v.ciphertexts(), v.level(), 2)).toList();
    return new SlotProgram(slots, two, all, scoreReduction);
  }

  /** Whether products are relinearised. */
  public boolean relinearizes() {
    return operations.stream().anyMatch(o -> o instanceof SlotProduct p && p.relinearizes());
  }
}
