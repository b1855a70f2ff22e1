package io.slotwise.inference.channelwise.program;

/** What the weights of a program take as plaintexts, and which of them are kept so. */
public final class WeightMemory {
  private WeightMemory() {}

  /**
   * Bytes of the residues of an operation's weights, at the level of their use; 0 if it has none.
   *
   * @param limbs limbs of a fresh ciphertext
   */
  public static long bytes(SlotProgram program, int operation, int limbs) {
    if (!(program.operations().get(operation) instanceof SlotLinear linear)) {
      return 0;
    }
    long residues =
        2L * program.slots() * (limbs - program.values().get(operation + 1).level() + 1);
    return linear.products() * residues * Long.BYTES;
  }

  /**
   * Whether the weights of each operation are kept: in execution order, all that still fit.
   *
   * @param limbs limbs of a fresh ciphertext
   * @param memory bytes that they may take
   */
  public static boolean[] kept(SlotProgram program, int limbs, long memory) {
    boolean[] kept = new boolean[program.operations().size()];
    long left = memory;
    for (int i = 0; i < kept.length; i++) {
      long bytes = bytes(program, i, limbs);
      kept[i] = bytes <= left;
      left -= kept[i] ? bytes : 0;
    }
    return kept;
  }
}
