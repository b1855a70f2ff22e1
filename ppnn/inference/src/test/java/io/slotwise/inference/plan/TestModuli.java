package io.slotwise.inference.plan;

import java.math.BigInteger;

/** Primes like OpenFHE's: just above, then in turn below and above 2^scalingModSize. */
final class TestModuli implements ModulusChain {
  @Override
  public long[] moduli(EncryptionParameters parameters) {
    long step = 2L * parameters.ringDimension();
    long[] moduli = new long[parameters.limbs()];
    long middle = (1L << parameters.scalingModSize()) + 1;
    long above = prime(middle, step);
    long below = above;
    moduli[moduli.length - 1] = above;
    for (int i = moduli.length - 2; i >= 1; i--) {
      boolean down = (moduli.length - i) % 2 == 0;
      if (down) {
        below = prime(below - step, -step);
      } else {
        above = prime(above + step, step);
      }
      moduli[i] = down ? below : above;
    }
    moduli[0] = prime((1L << parameters.firstModSize()) + 1 - step, -step);
    return moduli;
  }

  private static long prime(long start, long step) {
    long candidate = start;
    while (!BigInteger.valueOf(candidate).isProbablePrime(40)) {
      candidate += step;
    }
    return candidate;
  }
}
