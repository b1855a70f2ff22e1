package io.slotwise.inference.program;

import java.util.List;

/**
 * An integer linear map of one or several values plus a constant, modulo the modulus of its limbs:
 * {@code out[r] = sum over blocks of weight * in[row] + bias[r]}. The constant is added to every
 * slot: to each residue of component 0 in evaluation form, reduced modulo that limb. All inputs
 * have the limbs of the output; an input with fewer components than the output has zeros there.
 * Weights are to be reduced modulo each limb, their absolute value is below 2^62.
 *
 * @param name see {@link EncryptedOperation#name()}
 * @param inputs see {@link EncryptedOperation#inputs()}
 * @param output see {@link EncryptedOperation#output()}
 * @param blocks the parts of the map; a row that no block adds to is its constant
 * @param bias an integer per output row (doubles, because it may exceed 64 bits; each holds an
 *     integer exactly); not to be modified
 */
public record IntegerLinear(
    String name,
    List<Integer> inputs,
    EncryptedValue output,
    List<IntegerBlock> blocks,
    double[] bias)
    implements EncryptedOperation {
  /**
   * Copies the lists and checks what can be checked without the inputs.
   *
   * @throws IllegalArgumentException if a row or an input does not exist or a bias is no integer
   */
  public IntegerLinear {
    inputs = List.copyOf(inputs);
    blocks = List.copyOf(blocks);
    Checks.length("bias", bias.length, output.rows());
    Checks.integers("bias", bias);
    for (IntegerBlock block : blocks) {
      Checks.range("input of a block", block.input(), 0, inputs.size() - 1);
      Checks.rows("output row", block.outputRows(), 0, output.rows());
    }
  }

  @Override
  public boolean rowWise() {
    for (IntegerBlock block : blocks) {
      if (!(block instanceof IntegerDiagonalBlock diagonal)
          || !java.util.Arrays.equals(diagonal.inputRows(), diagonal.outputRows())) {
        return false;
      }
    }
    return true;
  }

  /** Multiplications of a row by an integer that one evaluation asks for. */
  public long multiplications() {
    return blocks.stream().mapToLong(IntegerBlock::multiplications).sum();
  }
}
