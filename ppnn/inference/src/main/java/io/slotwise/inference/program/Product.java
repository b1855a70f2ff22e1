package io.slotwise.inference.program;

import java.util.List;

/**
 * The product of two values, row by row, without relinearisation, modulo the modulus of their
 * limbs: {@code out[r] = left[r] * right[r]}. Both have the limbs of the output; of {@code a} and
 * {@code b} components it has {@code a + b - 1}.
 *
 * @param name see {@link EncryptedOperation#name()}
 * @param left a value read
 * @param right a value read; where it is {@code left}, the product is a square
 * @param output see {@link EncryptedOperation#output()}
 */
public record Product(String name, int left, int right, EncryptedValue output)
    implements EncryptedOperation {
  @Override
  public List<Integer> inputs() {
    return List.of(left, right);
  }

  @Override
  public boolean rowWise() {
    return true;
  }
}
