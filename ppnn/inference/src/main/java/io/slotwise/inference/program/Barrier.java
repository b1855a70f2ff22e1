package io.slotwise.inference.program;

import java.util.List;

/**
 * What needs whole ciphertexts, in this order: {@code drops} limbs are forgotten (the integer stays
 * the same, its modulus becomes smaller), then the components beyond two are relinearised, then
 * {@code rescales} times the last limb is removed and the integer divided by that limb's modulus
 * and rounded.
 *
 * @param name see {@link EncryptedOperation#name()}
 * @param input the value read
 * @param output see {@link EncryptedOperation#output()}
 * @param drops limbs forgotten, at least 0
 * @param relinearise whether a third component is folded into the first two
 * @param rescales limbs divided by, at least 0
 */
public record Barrier(
    String name, int input, EncryptedValue output, int drops, boolean relinearise, int rescales)
    implements EncryptedOperation {
  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public Barrier {
    Checks.range("drops", drops, 0, EncryptedValue.MAX_LIMBS);
    Checks.range("rescales", rescales, 0, EncryptedValue.MAX_LIMBS);
  }

  @Override
  public List<Integer> inputs() {
    return List.of(input);
  }

  @Override
  public boolean rowWise() {
    return true;
  }
}
