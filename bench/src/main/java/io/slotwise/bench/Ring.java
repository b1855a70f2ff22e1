package io.slotwise.bench;

import io.slotwise.openfhe.CkksParameters;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.KeySwitchTechnique;
import io.slotwise.openfhe.ScalingTechnique;
import io.slotwise.openfhe.SecurityLevel;

/** The parameters that all benchmarks share: those of a batch of 4096 at 128-bit security. */
final class Ring {
  static final int DIMENSION = 8192;
  static final int LIMBS = 3;

  private static final int LIMB_BITS = 39;

  private Ring() {}

  static CryptoContext context() {
    return CryptoContext.create(
        CkksParameters.builder()
            .securityLevel(SecurityLevel.HEStd_128_classic)
            .scalingTechnique(ScalingTechnique.FIXEDMANUAL)
            .keySwitchTechnique(KeySwitchTechnique.BV)
            .ringDimension(DIMENSION)
            .multiplicativeDepth(LIMBS - 1)
            .scalingModSize(LIMB_BITS)
            .firstModSize(LIMB_BITS)
            .build());
  }
}
