package io.slotwise.inference.channelwise.program;

import java.util.stream.DoubleStream;

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

  /**
   * What the weights of each input ciphertext of a linear map are multiplied by, which brings their
   * products to the right scale after the rescale.
   *
   * @param scales the scales of all values
   * @param operation index of the map
   * @param bits bits of the scaling factor
   */
  public static double[] weightFactors(
      SlotProgram program, double[] scales, int operation, long[] moduli, int bits) {
    double share = Math.scalb(scales[operation + 1], -bits);
    double prime = droppedPrime(program.values().get(operation + 1), moduli);
    return program.operations().get(operation).inputs().stream()
        .flatMapToDouble(
            input ->
                DoubleStream.generate(() -> share * prime / scales[input])
                    .limit(program.values().get(input).ciphertexts()))
        .toArray();
  }

  /** The prime that the rescale that makes a value divides by. */
  private static double droppedPrime(SlotValue value, long[] moduli) {
    return moduli[moduli.length - value.level()];
  }
}
