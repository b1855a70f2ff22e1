package io.slotwise.inference.channelwise.program;

import org.jspecify.annotations.Nullable;

/**
 * Shares memory out among the weights of a program: first to the patterns of maps whose weights can
 * be factored, then, in execution order, to the plaintexts of all products of a map as far as they
 * fit, which are more precise.
 */
public final class WeightMemory {
  private final SlotProgram program;
  private final long[] moduli;
  private final double[] scales;
  private final int scalingBits;

  private WeightMemory(SlotProgram program, long[] moduli, int scalingBits) {
    this.program = program;
    this.moduli = moduli;
    this.scalingBits = scalingBits;
    scales = Scales.of(program, moduli, scalingBits);
  }

  /**
   * How the weights of each operation are held; null for those that have none.
   *
   * @param moduli the primes of a fresh ciphertext, first limb first
   * @param scalingBits bits of the scaling factor
   * @param memory bytes that all that is kept may take
   */
  public static @Nullable HeldWeights[] held(
      SlotProgram program, long[] moduli, int scalingBits, long memory) {
    return new WeightMemory(program, moduli, scalingBits).held(memory);
  }

  private @Nullable HeldWeights[] held(long memory) {
    HeldWeights[] whole = new HeldWeights[program.operations().size()];
    long wanted = 0;
    for (int i = 0; i < whole.length; i++) {
      if (program.operations().get(i) instanceof SlotLinear linear) {
        whole[i] = held(i, null, linear.products(), true);
        wanted += whole[i].bytes();
      }
    }
    return wanted <= memory ? whole : shared(whole, memory);
  }

  private @Nullable HeldWeights[] shared(@Nullable HeldWeights[] whole, long memory) {
    HeldWeights[] shared = new HeldWeights[whole.length];
    long left = memory;
    for (int i = 0; i < shared.length; i++) {
      if (program.operations().get(i) instanceof SlotLinear linear) {
        shared[i] = least(i, linear, left);
        left -= shared[i].bytes();
      }
    }
    for (int i = 0; i < shared.length; i++) {
      HeldWeights all = whole[i];
      HeldWeights least = shared[i];
      if (all != null && least != null && all.bytes() <= left + least.bytes()) {
        left -= all.bytes() - least.bytes();
        shared[i] = all;
      }
    }
    return shared;
  }

  /** The weights of a map in as little memory as can be, and no more than is left. */
  private HeldWeights least(int operation, SlotLinear linear, long left) {
    WeightFactors factored =
        WeightFactors.of(linear, inputFactors(operation), program.slots(), scalingBits);
    if (factored == null) {
      return held(operation, null, linear.products(), false);
    }
    int patterns = factored.patterns().size();
    HeldWeights kept = held(operation, factored, patterns, true);
    return kept.bytes() <= left ? kept : held(operation, factored, patterns, false);
  }

  private HeldWeights held(
      int operation, @Nullable WeightFactors factored, int plaintexts, boolean kept) {
    int limbs = moduli.length - program.values().get(operation + 1).level() + 1;
    long bytes = 2L * program.slots() * limbs * Long.BYTES;
    return new HeldWeights(inputFactors(operation), factored, plaintexts, bytes, kept);
  }

  private double[] inputFactors(int operation) {
    return Scales.weightFactors(program, scales, operation, moduli, scalingBits);
  }
}
