package io.slotwise.inference.protocol;

import io.slotwise.inference.plan.OpenFheModuli;
import io.slotwise.inference.plan.PlanTerms;
import io.slotwise.openfhe.CkksParameters;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.OpenFhe;
import java.util.Arrays;
import java.util.List;

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
    return create(OpenFheModuli.ckks(terms.parameters()), terms.moduli());
  }

  /**
   * A context of these parameters; the caller closes it.
   *
   * @param moduli the primes that the plan was made with
   * @throws IllegalStateException if this OpenFHE takes others
   */
  public static CryptoContext create(CkksParameters parameters, List<Long> moduli) {
    CryptoContext context = CryptoContext.create(parameters);
    long[] planned = moduli.stream().mapToLong(Long::longValue).toArray();
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
