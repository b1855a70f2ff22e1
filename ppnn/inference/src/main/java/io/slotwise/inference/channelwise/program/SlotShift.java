package io.slotwise.inference.channelwise.program;

import java.util.List;

/**
 * Plaintexts added to a value.
 *
 * @param input the value
 * @param bias what is added to the slots of each ciphertext, repeated; not to be modified
 */
public record SlotShift(String name, int input, double[][] bias) implements SlotOperation {
  @Override
  public List<Integer> inputs() {
    return List.of(input);
  }
}
