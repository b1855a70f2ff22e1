package io.slotwise.inference.channelwise.program;

import java.util.List;

/**
 * Products slot by slot, rescaled.
 *
 * @param left a value
 * @param right a value with as many ciphertexts; the same for squares
 * @param relinearizes whether the result is brought back to 2 components, because it is rotated or
 *     multiplied by a ciphertext later
 */
public record SlotProduct(String name, int left, int right, boolean relinearizes)
    implements SlotOperation {
  @Override
  public List<Integer> inputs() {
    return List.of(left, right);
  }
}
