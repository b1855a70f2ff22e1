package io.slotwise.inference.channelwise.program;

/**
 * The exact scales of a program's values. The input and what linear maps make are at 2^bits: their
 * weights make up for primes that are no powers of two; scores may be at less. Products are at what
 * comes of their factors.
 */
public final class Scales {
  private Scales() {}

  /**
   * The scale of each value.
   *
   * @param moduli the primes of a fresh ciphertext, first limb first
   * @param bits bits of the scaling factor
   */
  public static double[] of(SlotProgram program, long[] moduli, int bits) {
    double[] scales = new double[program.values().size()];
    scales[0] = Math.scalb(1.0, bits);
    int last = scales.length - 2;
    for (int n = 0; n <= last; n++) {
      int i = n;
      scales[i + 1] =
          switch (program.operations().get(i)) {
            case SlotLinear _ when i == last -> Math.scalb(1.0, bits) / program.scoreReduction();
            case SlotLinear _ -> Math.scalb(1.0, bits);
            case SlotShift shift -> scales[shift.input()];
            case SlotProduct product ->
                scales[product.left()]
                    * scales[product.right()]
                    / droppedPrime(program.values().get(i + 1), moduli);
          };
    }
    return scales;
  }

  /** The prime that the rescale that makes a value divides by. */
  public static double droppedPrime(SlotValue value, long[] moduli) {
    return moduli[moduli.length - value.level()];
  }
}
