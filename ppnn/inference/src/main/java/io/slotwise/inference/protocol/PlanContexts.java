package io.slotwise.inference.protocol;

import io.slotwise.inference.plan.OpenFheModuli;
import io.slotwise.inference.plan.PlanTerms;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.OpenFhe;
import java.util.Arrays;

/** Makes OpenFHE contexts of a plan's parameters. */
public final class PlanContexts {
  private PlanContexts() {}

  /**
   * A context as the plan says; the caller closes it.
   *
   * @throws IllegalStateException if this OpenFHE takes other primes for the parameters than the
   *     one that made the plan
   */
  public static CryptoContext create(PlanTerms terms) {
    CryptoContext context = CryptoContext.create(OpenFheModuli.ckks(terms.parameters()));
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
