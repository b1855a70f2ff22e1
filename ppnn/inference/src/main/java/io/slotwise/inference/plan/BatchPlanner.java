package io.slotwise.inference.plan;

import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.inference.program.EncryptedValue;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.Operation;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plans element-wise packing for the batch engine: small integer weights, no relinearisation, and
 * as few rescales and limbs as the precision target allows. Of all parameters that 128-bit security
 * allows it takes those of least cost ({@link BatchCost}), in which limbs weigh most, because every
 * one is encrypted, sent and computed with.
 *
 * <p>A configuration is found on forecasts and then confirmed: the program of integers is made, the
 * bound is proven on its own weights (interval arithmetic, and quadratic forms of the inputs where
 * they are tighter), and its error is predicted by running it on samples beside the network.
 *
 * <p>Planning does not depend on the machine. Safe for use by several threads if the modulus chain
 * is.
 */
public final class BatchPlanner {
  /** Residues of at most 40 bits pack into 5 bytes; primes near 2^39 lie on both sides of it. */
  static final int MOST_LIMB_BITS = 39;

  /** Bytes of a packed residue. */
  static final int RESIDUE_BYTES = 5;

  private static final int LEAST_LIMB_BITS = 25;
  private static final int MOST_LIMBS = 24;

  /** Candidates that are translated for one ring dimension and number of limbs, and in all. */
  private static final int ATTEMPTS = 8;

  private static final int MOST_CONFIRMATIONS = 60;

  /**
   * Where nothing is confirmed, all is tried again with forecasts that promise more. Those of one
   * ring dimension and number of limbs do not learn from the others' then: what fell short may
   * mislead them all.
   */
  private static final int REPETITIONS = 4;

  private static final double REPEATED_TIGHTENING = 0.7;

  /** The most by which one attempt asks more of the next forecast. */
  private static final double MOST_TIGHTENING = 0.02;

  /** What every failed attempt asks more, so that none is repeated. */
  private static final double STEADY_TIGHTENING = 0.97;

  /** Share of the cost that makes byte weights worth further confirmations. */
  private static final double LEAST_SAVING = 0.01;

  /** Bits of its modulus that scores leave free. */
  private static final double LEAST_SCORE_MARGIN = 1;

  private final ModulusChain chain;

  /**
   * Makes a planner.
   *
   * @param chain tells the primes of chosen parameters
   */
  public BatchPlanner(ModulusChain chain) {
    this.chain = chain;
  }

  /** Plans as {@link #plan(PlanRequest, RunOptions)} does, unheard and not to be cancelled. */
  public Plan plan(PlanRequest request) {
    return plan(request, RunOptions.defaults());
  }

  /**
   * Plans, in the calling thread alone.
   *
   * @param run hears of each ring dimension and number of limbs that is done with; the last ones
   *     are seldom looked at
   * @throws java.util.concurrent.CancellationException if cancelled
   * @throws PlanRefusedException if the network is beyond the engine or no parameters allow it; the
   *     message has the numbers
   * @throws IllegalArgumentException if a weight of the program is not finite
   */
  public Plan plan(PlanRequest request, RunOptions run) {
    RequestChecks.requireFinite(request.program());
    requireWithinReach(request.program());
    return new Planning(request, run).run();
  }

  private static void requireWithinReach(Program program) {
    for (Operation operation : program.operations()) {
      if (operation instanceof PolynomialOperation polynomial
          && ProgramShape.degree(polynomial) > 2) {
        throw new PlanRefusedException(
            "layer '%s' is a polynomial of degree %d; the batch engine evaluates degree 2 at most: use the reference engine"
                .formatted(operation.name(), ProgramShape.degree(polynomial)));
      }
    }
    int[] components = BatchAnalysis.components(RequestChecks.withoutAffine(program));
    for (int value = 1; value < components.length; value++) {
      if (components[value] > EncryptedValue.MAX_COMPONENTS) {
        throw new PlanRefusedException(
            "layer '%s' would have ciphertexts of %d components, the batch engine does not relinearise and takes %d at most (3 squares in a row): use the reference engine"
                .formatted(
                    program.operations().get(value - 1).name(),
                    components[value],
                    EncryptedValue.MAX_COMPONENTS));
      }
    }
  }

  /** Parameters to be tried. */
  private record Choice(EncryptionParameters parameters, int limbs, int groups, double leastCost) {}

  /** One request being planned. */
  private final class Planning {
    private final PlanRequest request;
    private final RunOptions run;
    private final NetworkFacts facts;
    private final double scoreRange;
    private final double target;
    private final Map<RowScales.Policy, BatchAnalysis> analyses =
        new EnumMap<>(RowScales.Policy.class);
    private double bestError = Double.POSITIVE_INFINITY;
    private int confirmations;
    private double leastBits = Double.POSITIVE_INFINITY;
    private long leastMemory = Long.MAX_VALUE;

    Planning(PlanRequest request, RunOptions run) {
      this.request = request;
      this.run = run;
      PlanRequest.Options options = request.options();
      facts =
          new NetworkFacts(
              request.program(),
              request.inputLow(),
              request.inputHigh(),
              options.samples(),
              options.recordedRanges());
      Double given = options.scoreRange();
      scoreRange = given != null ? given : facts.scoreRange();
      target = options.relativeError() * scoreRange;
    }

    Plan run() {
      Map<RowScales.Policy, BatchAnalysis> first = new EnumMap<>(RowScales.Policy.class);
      EncryptionParameters any = parameters(8192, 2, MOST_LIMB_BITS);
      for (RowScales.Policy policy : RowScales.Policy.values()) {
        first.put(policy, BatchAnalysis.of(facts, policy, any));
      }
      double forecastTarget = target;
      Found best = found(first, forecastTarget);
      for (int again = 0; best == null && fellShort() && again < REPETITIONS; again++) {
        forecastTarget *= REPEATED_TIGHTENING;
        best = found(first, forecastTarget);
      }
      if (best == null) {
        throw refusal();
      }
      return withByteWeights(best).plan;
    }

    /** Whether forecasts met the target, but no confirmation did. */
    private boolean fellShort() {
      return confirmations > 0 && leastMemory == Long.MAX_VALUE;
    }

    /**
     * The cheapest that was found and confirmed; null if nothing was.
     *
     * @param first what forecasts start from
     * @param forecastTarget what they are to meet at first
     */
    private @Nullable Found found(
        Map<RowScales.Policy, BatchAnalysis> first, double forecastTarget) {
      analyses.putAll(first);
      confirmations = 0;
      Found best = null;
      List<Choice> choices = choices();
      run.progress().phaseStarted("plan", choices.size());
      for (Choice choice : choices) {
        if (best != null && choice.leastCost >= best.cost) {
          break;
        }
        if (forecastTarget < target) {
          analyses.putAll(first);
        }
        double mostCost = best == null ? Double.POSITIVE_INFINITY : best.cost;
        Found found = at(choice, mostCost, forecastTarget);
        best = found == null ? best : found;
        run.progress().advanced(1);
      }
      return best;
    }

    /** All ring dimensions and limbs, the least possible cost first. */
    private List<Choice> choices() {
      List<Choice> choices = new ArrayList<>();
      for (int ringDimension : SecurityLimits.ringDimensions()) {
        int groups = Math.ceilDiv(request.batch(), ringDimension / 2);
        for (int limbs = 1; limbs <= MOST_LIMBS; limbs++) {
          int bits =
              Math.min(
                  MOST_LIMB_BITS, SecurityLimits.modulusBits(ringDimension) / Math.max(2, limbs));
          if (bits >= LEAST_LIMB_BITS) {
            double input = BatchCost.input(facts.program().inputRows(), limbs, ringDimension);
            double maps = BatchCost.linear(facts.program().multiplyAdds(), 2, 1);
            double cost = (input + maps) * groups * ringDimension;
            choices.add(new Choice(parameters(ringDimension, limbs, bits), limbs, groups, cost));
          }
        }
      }
      choices.sort(Comparator.comparingDouble(Choice::leastCost));
      return choices;
    }

    private static EncryptionParameters parameters(int ringDimension, int limbs, int bits) {
      int depth = Math.max(1, limbs - 1);
      return new EncryptionParameters(ringDimension, depth, bits, bits, KeySwitching.BV);
    }

    /** A plan, what it was made of, and its cost. */
    private record Found(Plan plan, BatchConfiguration configuration, double cost) {}

    /**
     * Takes bytes for weights where that saves much and the target is met all the same, with finer
     * weights where they cost little: forecasts expect somewhat larger errors than confirmations
     * find.
     */
    private Found withByteWeights(Found found) {
      Found best = found;
      int[] bits = found.configuration.bits();
      for (int i = 0; i < bits.length; i++) {
        if (bits[i] > BatchSearch.BYTE_BITS && savesMuch(i, found)) {
          best = withByteWeights(i, best);
        }
      }
      return best;
    }

    private boolean savesMuch(int operation, Found found) {
      if (!(facts.program().operations().get(operation) instanceof LinearOperation linear)) {
        return false;
      }
      int groups = found.plan.client().terms().groups();
      EncryptionParameters parameters = found.configuration.parameters();
      double points = (double) groups * parameters.ringDimension();
      int limbs = found.plan.report().layers().getLast().limbs();
      double work = points * BatchCost.linear(linear.multiplyAdds(), 2, limbs);
      return work * (BatchCost.WIDE_WEIGHTS - 1) > LEAST_SAVING * found.cost;
    }

    private Found withByteWeights(int operation, Found found) {
      BatchConfiguration known = found.configuration;
      int[] bits = known.bits().clone();
      for (int i = 0; i < bits.length; i++) {
        bits[i] = savesMuch(i, found) ? bits[i] : Math.min(bits[i] + 2, BatchSearch.MOST_BITS);
      }
      bits[operation] = BatchSearch.BYTE_BITS;
      for (RowScales.Policy policy : RowScales.Policy.values()) {
        BatchConfiguration next =
            new BatchConfiguration(
                known.parameters(),
                known.limbs(),
                known.inputScaleBits(),
                bits,
                known.rescales(),
                policy);
        Plan plan = confirmed(next).plan;
        if (plan != null) {
          return new Found(plan, next, found.cost);
        }
      }
      return found;
    }

    /**
     * Where a confirmation falls short, the next forecasts are based on what it was made of. What
     * they still do not see is asked of them in addition.
     *
     * @param mostCost what is not below it is not looked at
     * @param firstTarget what the first forecast is to meet
     */
    private @Nullable Found at(Choice choice, double mostCost, double firstTarget) {
      double points = (double) choice.groups * choice.parameters.ringDimension();
      double forecastTarget = firstTarget;
      double spareBits = 0;
      for (int attempt = 0; attempt < ATTEMPTS && confirmations < MOST_CONFIRMATIONS; attempt++) {
        BatchSearch.Candidate candidate = cheapest(choice, forecastTarget, spareBits);
        if (candidate == null || candidate.cost() * points >= mostCost) {
          return null;
        }
        BatchConfiguration configuration = candidate.configuration();
        Confirmation confirmation = confirmed(configuration);
        if (confirmation.plan != null) {
          return new Found(confirmation.plan, configuration, candidate.cost() * points);
        }
        if (confirmation.fits(target)) {
          return null;
        }
        forecastTarget *= STEADY_TIGHTENING;
        BatchAnalysis nearer = new BatchAnalysis(facts, configuration, confirmation.made);
        analyses.put(configuration.policy(), nearer);
        BatchSearch.Candidate again =
            search(nearer, choice, forecastTarget, spareBits).at(configuration);
        if (again.meets(forecastTarget)) {
          if (confirmation.missingBits > 0) {
            spareBits += confirmation.missingBits + 0.1;
          } else {
            double share = Math.max(MOST_TIGHTENING, 0.9 * target / confirmation.error);
            forecastTarget = share * Math.min(forecastTarget, again.error());
          }
        }
      }
      return null;
    }

    private BatchSearch search(
        BatchAnalysis analysis, Choice choice, double forecastTarget, double spareBits) {
      NoiseModel noise = noise(choice.parameters, new long[0]);
      return new BatchSearch(
          analysis, choice.parameters, choice.limbs, noise, forecastTarget, spareBits, run);
    }

    /** The cheapest candidate of all policies that meets a target; null if there is none. */
    private BatchSearch.@Nullable Candidate cheapest(
        Choice choice, double forecastTarget, double spareBits) {
      BatchSearch.Candidate cheapest = null;
      for (BatchAnalysis analysis : analyses.values()) {
        double rounding = analysis.roundingError(BatchSearch.MOST_BITS);
        if (rounding > forecastTarget) {
          bestError = Math.min(bestError, rounding);
          continue;
        }
        BatchSearch.Candidate best =
            search(analysis, choice, forecastTarget, spareBits).candidates().getFirst();
        int bits = choice.limbs * choice.parameters.scalingModSize();
        leastBits = Math.min(leastBits, best.overflow() + bits);
        bestError = Math.min(bestError, best.error());
        if (best.meets(forecastTarget)
            && (cheapest == null
                || best.cost() < cheapest.cost()
                || (best.cost() == cheapest.cost() && best.error() < cheapest.error()))) {
          cheapest = best;
        }
      }
      return cheapest;
    }

    private NoiseModel noise(EncryptionParameters parameters, long[] moduli) {
      return new NoiseModel(parameters, moduli, request.options().publicKeyEncryption());
    }

    /**
     * What came of a configuration with OpenFHE's own primes.
     *
     * @param made the translation
     * @param plan the plan; null if it does not keep what was forecast or takes too much memory
     * @param error the predicted error
     * @param missingBits by how much a modulus is too small; 0 if none is
     */
    private record Confirmation(
        BatchTranslator.Result made, @Nullable Plan plan, double error, double missingBits) {
      boolean fits(double target) {
        return error <= target && missingBits == 0;
      }
    }

    private Confirmation confirmed(BatchConfiguration configuration) {
      run.requireNotCancelled();
      confirmations++;
      long[] moduli = chain.moduli(configuration.parameters());
      NoiseModel noise = noise(configuration.parameters(), moduli);
      BatchTranslator.Result result =
          new BatchTranslator(facts, configuration, moduli, noise).translate();
      ErrorPrediction errors =
          new ErrorPrediction(facts, result, ErrorPrediction.deviations(result.program(), noise));
      List<LayerReport> layers = new ArrayList<>();
      for (int value = 1; value < result.values().size(); value++) {
        double noiseBits = noiseBits(result.values().get(value), errors.largestNoise(value));
        LayerReport layer = result.reports().get(value - 1);
        layers.add(layer.with(layer.magnitudeBits() + noiseBits, errors.largestError(value)));
      }
      BatchScores scores = BatchScores.of(result.values().getLast(), errors, noise);
      bestError = Math.min(bestError, scores.largestError());
      double margin = layers.stream().mapToDouble(LayerReport::marginBits).min().orElse(0);
      TrackedValue input = result.values().getFirst();
      margin =
          Math.min(
              margin,
              bits(moduli, input.value().limbs())
                  - 1
                  - input.magnitudeBits()
                  - noiseBits(input, errors.largestNoise(0)));
      double error = scores.largestError();
      double spare = Math.min(margin, layers.getLast().marginBits() - LEAST_SCORE_MARGIN);
      if (!(error <= target) || spare <= 0) {
        return new Confirmation(result, null, error, spare > 0 ? 0 : Math.max(0.01, -spare));
      }
      Plan plan = assemble(configuration, moduli, result, scores, layers, margin);
      return new Confirmation(result, withinMemory(plan) ? plan : null, error, 0);
    }

    /** Bits that noise adds to the largest integer of a value. */
    private static double noiseBits(TrackedValue value, double deviation) {
      double largest = Math.pow(2, value.magnitudeBits());
      return TrackedValue.log2(1 + (PlanReport.SIGMAS * deviation + 1) / largest);
    }

    private static double bits(long[] moduli, int limbs) {
      double bits = 0;
      for (int i = 0; i < limbs; i++) {
        bits += TrackedValue.log2((double) moduli[i]);
      }
      return bits;
    }

    private boolean withinMemory(Plan plan) {
      Long budget = request.options().memoryBudget();
      long needed = plan.report().serverMemoryBytes();
      leastMemory = Math.min(leastMemory, needed);
      return budget == null || needed <= budget;
    }

    private Plan assemble(
        BatchConfiguration configuration,
        long[] moduli,
        BatchTranslator.Result result,
        BatchScores scores,
        List<LayerReport> layers,
        double margin) {
      EncryptedProgram program = result.program();
      PlanTerms terms =
          new PlanTerms(
              PlanTerms.BATCH,
              PlanTerms.ELEMENT_WISE,
              configuration.parameters(),
              Arrays.stream(moduli).boxed().toList(),
              request.batch(),
              request.inputShape(),
              request.preprocessing(),
              facts.low(),
              facts.high(),
              program.input().limbs(),
              program.input().scales()[0],
              request.options().publicKeyEncryption(),
              false);
      PlanReport report = report(terms, program, scores, layers, margin);
      ServerPlan server = new ServerPlan(terms, program, report);
      EncryptedValue output = program.output();
      ClientPlan client =
          new ClientPlan(
              terms,
              Arrays.stream(output.scales()).boxed().toList(),
              output.components(),
              output.limbs(),
              scores.degree(),
              scores.bound(),
              scores.largestError(),
              server.fingerprint());
      return new Plan(server, client, report);
    }

    private PlanReport report(
        PlanTerms terms,
        EncryptedProgram program,
        BatchScores scores,
        List<LayerReport> layers,
        double margin) {
      EncryptionParameters parameters = terms.parameters();
      int ringDimension = parameters.ringDimension();
      int groups = terms.groups();
      return new PlanReport(
          parameters,
          EncryptionParameters.SECURITY,
          parameters.modulusBits(),
          SecurityLimits.modulusBits(ringDimension),
          request.batch(),
          groups,
          groups * program.input().rows(),
          groups * program.output().rows(),
          groups * packedBytes(program.input(), ringDimension),
          groups * packedBytes(program.output(), ringDimension),
          BatchMemoryEstimate.peakBytes(program, ringDimension, PlanReport.PLANNED_THREADS),
          MemoryEstimate.weightBytes(program),
          RecordedRanges.bound(request.options().recordedRanges(), PlanReport.PROVEN_BY_FORMS),
          scores.bound(),
          margin,
          Arrays.stream(scores.errors()).boxed().toList(),
          scores.largestError(),
          scores.noise(),
          target,
          scoreRange,
          layers,
          request.notices());
    }

    private static long packedBytes(EncryptedValue value, int ringDimension) {
      return value.bytes(ringDimension) / 8 * RESIDUE_BYTES;
    }

    private PlanRefusedException refusal() {
      Long budget = request.options().memoryBudget();
      if (leastMemory < Long.MAX_VALUE && budget != null) {
        return new PlanRefusedException(
            "the server would hold %d MiB at least, the memory budget is %d MiB: raise the budget or use a smaller network"
                .formatted((leastMemory >> 20) + 1, budget >> 20));
      }
      int[] rings = SecurityLimits.ringDimensions();
      int allowed =
          Math.min(
              MOST_LIMBS * MOST_LIMB_BITS, SecurityLimits.modulusBits(rings[rings.length - 1]));
      if (bestError == Double.POSITIVE_INFINITY && leastBits > allowed) {
        return new PlanRefusedException(
            String.format(
                Locale.ROOT,
                "the network needs about %.0f modulus bits at least even with rescales, 128-bit"
                    + " security allows %s: declare a narrower input range, record ranges from"
                    + " samples, or use fewer layers",
                leastBits,
                SecurityLimits.describe()));
      }
      return new PlanRefusedException(
          String.format(
              Locale.ROOT,
              "the predicted score error is about %.3g at best, the target is %.3g (%.3g of a score"
                  + " range of %.4g), with the %s modulus bits that 128-bit security allows: allow"
                  + " a larger error, declare a narrower input range, or use fewer layers",
              bestError,
              target,
              request.options().relativeError(),
              scoreRange,
              SecurityLimits.describe()));
    }
  }
}
