package io.slotwise.inference.channelwise.program;

import java.util.List;

/**
 * A linear map by baby-step giant-step: each output ciphertext is the sum of its giant steps,
 * folded by adding rotations of itself, rescaled once, plus a bias.
 *
 * @param inputs the values read; their ciphertexts are numbered one value after another
 * @param period slots after which the plaintexts repeat
 * @param outputs the giant steps of each output ciphertext; none if it is constant
 * @param folds rotations of the sum that are added to it, one after another
 * @param bias what is added to the slots of each output ciphertext, repeated; not to be modified
 */
public record SlotLinear(
    String name,
    List<Integer> inputs,
    int period,
    List<List<GiantStep>> outputs,
    List<Integer> folds,
    double[][] bias)
    implements SlotOperation {
  /** Copies the lists. */
  public SlotLinear {
    inputs = List.copyOf(inputs);
    outputs = outputs.stream().map(List::copyOf).toList();
    folds = List.copyOf(folds);
  }

  /** Whether it rotates anything, which needs ciphertexts of 2 components. */
  public boolean rotates() {
    return !folds.isEmpty()
        || outputs.stream()
            .flatMap(List::stream)
            .anyMatch(
                giant ->
                    giant.step() != 0 || giant.products().stream().anyMatch(p -> p.step() != 0));
  }

  /** The number of plaintext products. */
  public int products() {
    return outputs.stream().flatMap(List::stream).mapToInt(giant -> giant.products().size()).sum();
  }
}
