package io.slotwise.inference.program;

import io.slotwise.openfhe.TensorShape;

/**
 * What is known of one value of an {@link EncryptedProgram}: rows of ciphertexts, all with the same
 * number of components and limbs. Row {@code r} holds, in every slot, an integer close to {@code
 * scales[r]} times the number that it stands for.
 *
 * @param rows ciphertexts, 1 to {@link #MAX_ROWS}
 * @param components polynomials of each ciphertext, 2 to {@link #MAX_COMPONENTS}; 2 after
 *     relinearisation, more after products
 * @param limbs moduli left, 1 to {@link #MAX_LIMBS}; the value lives modulo the product of the
 *     first {@code limbs} moduli of the plan
 * @param scales exact scale of each row, positive and finite; not to be modified
 */
public record EncryptedValue(int rows, int components, int limbs, double[] scales) {
  /** The most rows of a value. */
  public static final int MAX_ROWS = 1 << 24;

  /** The most components of a ciphertext: three squares in a row make 3, 5 and 9 of 2. */
  public static final int MAX_COMPONENTS = 9;

  /** The most limbs of a ciphertext. */
  public static final int MAX_LIMBS = 64;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public EncryptedValue {
    Checks.range("rows", rows, 1, MAX_ROWS);
    Checks.range("components", components, 2, MAX_COMPONENTS);
    Checks.range("limbs", limbs, 1, MAX_LIMBS);
    Checks.length("scales", scales.length, rows);
    for (double scale : scales) {
      if (!(scale > 0) || !Double.isFinite(scale)) {
        throw new IllegalArgumentException("scale " + scale + " is not positive and finite");
      }
    }
  }

  /** The shape of a tensor that holds this value. */
  public TensorShape tensorShape() {
    return new TensorShape(rows, components, limbs);
  }

  /** Bytes of the polynomials of one row at the given ring dimension, 8 bytes a residue. */
  public long bytesPerRow(int ringDimension) {
    return 8L * components * limbs * ringDimension;
  }

  /** Bytes of the polynomials of all rows at the given ring dimension. */
  public long bytes(int ringDimension) {
    return rows * bytesPerRow(ringDimension);
  }
}
