package io.slotwise.inference.plan;

import io.slotwise.openfhe.CkksParameters;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.KeySwitchTechnique;

/** The primes that OpenFHE takes, from a context that is made and closed again. */
public final class OpenFheModuli implements ModulusChain {
  /** Needs nothing; the native library is loaded on first use. */
  public OpenFheModuli() {}

  /** A plan's parameters as OpenFHE's; every context for a plan is made from these. */
  public static CkksParameters ckks(EncryptionParameters parameters) {
    return CkksParameters.builder()
        .ringDimension(parameters.ringDimension())
        .multiplicativeDepth(parameters.multiplicativeDepth())
        .scalingModSize(parameters.scalingModSize())
        .firstModSize(parameters.firstModSize())
        .keySwitchTechnique(
            switch (parameters.keySwitching()) {
              case BV -> KeySwitchTechnique.BV;
              case HYBRID -> KeySwitchTechnique.HYBRID;
            })
        .build();
  }

  @Override
  public long[] moduli(EncryptionParameters parameters) {
    try (CryptoContext context = CryptoContext.create(ckks(parameters))) {
      return context.moduli();
    }
  }
}
