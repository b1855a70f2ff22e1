package io.slotwise.cli.report;

import io.slotwise.inference.channelwise.plan.RingParameters;
import io.slotwise.inference.plan.EncryptionParameters;
import io.slotwise.inference.plan.KeySwitching;
import java.util.Locale;

/**
 * Encryption parameters.
 *
 * @param ringDimension N
 * @param modulusBits of the ciphertext modulus
 * @param limbs primes of the ciphertext modulus
 * @param specialModulusBits of the special primes of key switching; 0 if there are none
 * @param keySwitching how products are relinearised: BV or HYBRID
 * @param security OpenFHE's name of the security level
 */
public record EncryptionReport(
    int ringDimension,
    int modulusBits,
    int limbs,
    int specialModulusBits,
    String keySwitching,
    String security) {
  /** Tells of a plan's parameters. */
  public static EncryptionReport of(EncryptionParameters parameters) {
    return new EncryptionReport(
        parameters.ringDimension(),
        parameters.modulusBits(),
        parameters.limbs(),
        parameters.specialModulusBits(),
        parameters.keySwitching().toString(),
        EncryptionParameters.SECURITY);
  }

  /** Tells of a channel-wise plan's parameters. */
  public static EncryptionReport of(RingParameters parameters) {
    int special = parameters.specialPrimes() * EncryptionParameters.SPECIAL_PRIME_BITS;
    return new EncryptionReport(
        parameters.ringDimension(),
        parameters.modulusBits() - special,
        parameters.limbs(),
        special,
        KeySwitching.HYBRID.toString(),
        parameters.securityLevel().toString());
  }

  /** The modulus in words. */
  String modulus() {
    String special =
        specialModulusBits == 0
            ? ""
            : String.format(Locale.ROOT, ", %d more in special primes", specialModulusBits);
    return "%d bits in %d limbs%s, %s key switching"
        .formatted(modulusBits, limbs, special, keySwitching);
  }
}
