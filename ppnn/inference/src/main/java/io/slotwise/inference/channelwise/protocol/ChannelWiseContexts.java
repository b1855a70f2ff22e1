package io.slotwise.inference.channelwise.protocol;

import io.slotwise.inference.channelwise.plan.ChannelWiseTerms;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.OpenFhe;
import java.util.Arrays;

/** Makes OpenFHE contexts of a plan's parameters. */
public final class ChannelWiseContexts {
  private ChannelWiseContexts() {}

  /**
   * A context as the plan says; the caller closes it.
   *
   * @throws IllegalStateException if this OpenFHE takes other primes for the parameters than the
   *     one that made the plan
   */
  public static CryptoContext create(ChannelWiseTerms terms) {
    CryptoContext context = CryptoContext.create(terms.parameters().ckks());
    long[] planned = terms.moduli().stream().mapToLong(Long::longValue).toArray();
    long[] actual = context.moduli();
    if (!Arrays.equals(planned, actual)) {
      context.close();
      throw new IllegalStateException(
          "OpenFHE %s takes the moduli %s where the plan has %s: make a new plan with this version"
              .formatted(OpenFhe.version(), Arrays.toString(actual), Arrays.toString(planned)));
    }
    return context;
  }
}
