package io.slotwise.cli.compare.packing;

/**
 * A homomorphic operation of the reference engine on ciphertexts of one size: those of a kind take
 * equally long.
 *
 * @param operation what is done
 * @param components polynomials of the operand, or of the larger one
 * @param limbs moduli of the operand
 */
record OperationKind(Operation operation, int components, int limbs) {
  /** What is done. */
  enum Operation {
    /** A row of a tensor becomes a ciphertext. */
    LOAD,
    /** A ciphertext times an integer, added to a sum. */
    MULTIPLY_ADD,
    /** A ciphertext added to a sum, or subtracted. */
    ADD,
    /** An integer added to every slot. */
    ADD_INTEGER,
    /** A square, without relinearisation. */
    SQUARE,
    /** A product of two ciphertexts of as many components, without relinearisation. */
    MULTIPLY,
    /** A limb is forgotten: a copy without it. */
    DROP,
    /** Three components become two. */
    RELINEARISE,
    /** The last limb is divided by. */
    RESCALE
  }
}
