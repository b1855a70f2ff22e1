package io.slotwise.inference.plan;

import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.inference.program.EncryptedValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Plans element-wise packing for the engine that makes one OpenFHE call per homomorphic operation:
 * the smallest ring dimension that 128-bit security, the bound and the precision target allow (a
 * batch larger than its slots is split), the moduli, and the program of integers. Planning does not
 * depend on the machine. Safe for use by several threads if the modulus chain is.
 */
public final class Planner {
  private final ModulusChain chain;

  /**
   * Makes a planner.
   *
   * @param chain tells the primes of chosen parameters
   */
  public Planner(ModulusChain chain) {
    this.chain = chain;
  }

  /** Plans as {@link #plan(PlanRequest, RunOptions)} does, unheard and not to be cancelled. */
  public Plan plan(PlanRequest request) {
    return plan(request, RunOptions.defaults());
  }

  /**
   * Plans, in the calling thread alone.
   *
   * @param run hears of each ring dimension that is done with; the last ones are seldom looked at
   * @throws java.util.concurrent.CancellationException if cancelled
   * @throws PlanRefusedException if no parameters allow it; the message has the numbers
   * @throws IllegalArgumentException if a weight of the program is not finite
   */
  public Plan plan(PlanRequest request, RunOptions run) {
    RequestChecks.requireFinite(request.program());
    return new Planning(request, run).run();
  }

  /** One request being planned. */
  private final class Planning {
    private final PlanRequest request;
    private final RunOptions run;
    private final ProgramShape shape;
    private final SampledRanges samples;
    private final double scoreRange;
    private final double target;
    private final double low;
    private final double high;
    private double bestError = Double.POSITIVE_INFINITY;
    private ParameterSearch.@Nullable Candidate closest;
    private int leastModulusBits;
    private int leastFirstBits;

    Planning(PlanRequest request, RunOptions run) {
      this.request = request;
      this.run = run;
      shape = new ProgramShape(request.program());
      low = request.inputLow();
      high = request.inputHigh();
      double[][] given = request.options().samples();
      samples =
          given == null
              ? SampledRanges.drawn(request.program(), low, high)
              : SampledRanges.of(request.program(), given);
      Double range = request.options().scoreRange();
      scoreRange = range != null ? range : samples.scoreRange();
      target = request.options().relativeError() * scoreRange;
    }

    Plan run() {
      int[] ringDimensions = SecurityLimits.ringDimensions();
      run.progress().phaseStarted("plan", ringDimensions.length);
      for (int ringDimension : ringDimensions) {
        Plan plan = at(ringDimension);
        if (plan != null) {
          requireMemory(plan);
          return plan;
        }
        run.progress().advanced(1);
      }
      // What was too far off to be tried is an estimate; a refusal tells what a plan would have.
      Plan plan = closest == null ? null : exactly(closest);
      if (plan != null) {
        requireMemory(plan);
        return plan;
      }
      throw refusal();
    }

    private @Nullable Plan at(int ringDimension) {
      if (shape.depth() > EncryptedValue.MAX_LIMBS - 1) {
        return null;
      }
      for (KeySwitching keySwitching : choices(ringDimension)) {
        Plan plan = at(ringDimension, keySwitching);
        if (plan != null) {
          return plan;
        }
      }
      return null;
    }

    /** Special primes pay off only where the ring has room for them. */
    private List<KeySwitching> choices(int ringDimension) {
      return ringDimension <= 8192
          ? List.of(KeySwitching.BV)
          : List.of(KeySwitching.HYBRID, KeySwitching.BV);
    }

    private @Nullable Plan at(int ringDimension, KeySwitching keySwitching) {
      EncryptionParameters nominalParameters =
          new EncryptionParameters(
              ringDimension,
              shape.depth(),
              ParameterSearch.NOMINAL_SCALE,
              ParameterSearch.LARGEST_FIRST,
              keySwitching);
      long[] moduli = nominalModuli(nominalParameters);
      NoiseModel noise = noise(nominalParameters, moduli);
      Translator.Result nominal =
          translate(
              new ProgramBuilder(nominalParameters, moduli, noise), ParameterSearch.NOMINAL_SCALE);
      Translator.Result quiet =
          translate(
              new ProgramBuilder(nominalParameters, moduli, noise.withoutKeySwitching()),
              ParameterSearch.NOMINAL_SCALE);
      if (keySwitching == KeySwitching.HYBRID && !nominal.program().relinearises()) {
        return null;
      }
      ParameterSearch search =
          new ParameterSearch(
              ringDimension, shape.depth(), keySwitching, nominal, quiet.scores().largestError());
      leastModulusBits = search.leastModulusBits();
      leastFirstBits = search.leastFirstBits();
      List<ParameterSearch.Candidate> candidates = search.candidates();
      for (ParameterSearch.Candidate candidate :
          candidates.subList(0, Math.min(3, candidates.size()))) {
        if (candidate.error() > 2 * target) {
          if (closest == null || candidate.error() < closest.error()) {
            closest = candidate;
          }
          continue;
        }
        Plan plan = exactly(candidate);
        if (plan != null) {
          return plan;
        }
      }
      return null;
    }

    private static long[] nominalModuli(EncryptionParameters parameters) {
      long[] moduli = new long[parameters.limbs()];
      Arrays.fill(moduli, 1L << parameters.scalingModSize());
      moduli[0] = 1L << parameters.firstModSize();
      return moduli;
    }

    private NoiseModel noise(EncryptionParameters parameters, long[] moduli) {
      return new NoiseModel(parameters, moduli, request.options().publicKeyEncryption());
    }

    private Translator.Result translate(ProgramBuilder builder, int scoreScaleBits) {
      run.requireNotCancelled();
      return new Translator(
              request.program(),
              shape,
              samples,
              request.options().recordedRanges(),
              builder,
              Math.scalb(1.0, scoreScaleBits))
          .translate(low, high);
    }

    /** The plan with OpenFHE's own primes, or null if it does not keep what was estimated. */
    private @Nullable Plan exactly(ParameterSearch.Candidate candidate) {
      EncryptionParameters parameters = candidate.parameters();
      long[] moduli = chain.moduli(parameters);
      NoiseModel noise = noise(parameters, moduli);
      ProgramBuilder builder = new ProgramBuilder(parameters, moduli, noise);
      Translator.Result result = translate(builder, candidate.scoreScaleBits());
      Scores scores = new Scores(result.scores(), parameters, noise);
      bestError = Math.min(bestError, scores.largestError());
      double margin = smallestMargin(builder);
      if (scores.largestError() > target || margin < 1 || scores.decodingMarginBits < 1) {
        return null;
      }
      return assemble(parameters, moduli, builder, result, scores, margin);
    }

    private double smallestMargin(ProgramBuilder builder) {
      TrackedValue input = builder.values().getFirst();
      double margin = builder.modulusBits(input.value().limbs()) - 1 - input.magnitudeBits();
      for (LayerReport layer : builder.reports()) {
        margin = Math.min(margin, layer.marginBits());
      }
      return margin;
    }

    private Plan assemble(
        EncryptionParameters parameters,
        long[] moduli,
        ProgramBuilder builder,
        Translator.Result result,
        Scores scores,
        double margin) {
      EncryptedProgram program = result.program();
      PlanTerms terms =
          new PlanTerms(
              PlanTerms.REFERENCE,
              PlanTerms.ELEMENT_WISE,
              parameters,
              Arrays.stream(moduli).boxed().toList(),
              request.batch(),
              request.inputShape(),
              request.preprocessing(),
              low,
              high,
              program.input().limbs(),
              program.input().scales()[0],
              request.options().publicKeyEncryption(),
              program.relinearises());
      PlanReport report = report(terms, program, builder, scores, margin);
      ServerPlan server = new ServerPlan(terms, program, report);
      EncryptedValue output = program.output();
      ClientPlan client =
          new ClientPlan(
              terms,
              Arrays.stream(output.scales()).boxed().toList(),
              output.components(),
              output.limbs(),
              scores.degree,
              scores.bound,
              scores.largestError(),
              server.fingerprint());
      return new Plan(server, client, report);
    }

    private PlanReport report(
        PlanTerms terms,
        EncryptedProgram program,
        ProgramBuilder builder,
        Scores scores,
        double margin) {
      EncryptionParameters parameters = terms.parameters();
      int ringDimension = parameters.ringDimension();
      int groups = terms.groups();
      return new PlanReport(
          parameters,
          EncryptionParameters.SECURITY,
          parameters.modulusBits() + parameters.specialModulusBits(),
          SecurityLimits.modulusBits(ringDimension),
          request.batch(),
          groups,
          groups * program.input().rows(),
          groups * program.output().rows(),
          groups * program.input().bytes(ringDimension),
          groups * program.output().bytes(ringDimension),
          MemoryEstimate.peakBytes(program, ringDimension, PlanReport.PLANNED_THREADS),
          MemoryEstimate.weightBytes(program),
          RecordedRanges.bound(request.options().recordedRanges(), PlanReport.PROVEN),
          scores.bound,
          margin,
          Arrays.stream(scores.errors).boxed().toList(),
          scores.largestError(),
          scores.largestError(),
          target,
          scoreRange,
          builder.reports(),
          request.notices());
    }

    private void requireMemory(Plan plan) {
      Long budget = request.options().memoryBudget();
      long peak = plan.report().peakMemoryBytes();
      if (budget != null && peak > budget) {
        throw new PlanRefusedException(
            "the server would hold %d MiB of ciphertexts at once, the memory budget is %d MiB: raise the budget or use a smaller network"
                .formatted(peak >> 20, budget >> 20));
      }
    }

    private PlanRefusedException refusal() {
      int[] rings = SecurityLimits.ringDimensions();
      int allowed = SecurityLimits.modulusBits(rings[rings.length - 1]);
      if (leastFirstBits > 60) {
        return new PlanRefusedException(
            "values may grow to 2^%d times the smallest useful scale of 2^%d, a first modulus has at most 60 bits (%d needed): declare a narrower input range, record ranges from samples, or train with smaller activations"
                .formatted(
                    leastFirstBits - ParameterSearch.SMALLEST_SCALE - ParameterSearch.MARGIN_BITS,
                    ParameterSearch.SMALLEST_SCALE,
                    leastFirstBits));
      }
      int needed =
          Math.max(leastModulusBits, (shape.depth() + 1) * ParameterSearch.SMALLEST_SCALE + 1);
      if (needed > allowed) {
        return new PlanRefusedException(
            "the network needs %d modulus bits at least (%d levels), 128-bit security allows %s; the levels run out at layer '%s': use fewer layers or activations of a lower degree"
                .formatted(needed, shape.depth(), SecurityLimits.describe(), lastLayer(allowed)));
      }
      return new PlanRefusedException(
          String.format(
              Locale.ROOT,
              "the predicted score error is %.3g at best, the target is %.3g (%.3g of a score range"
                  + " of %.4g): allow a larger error, declare a narrower input range, or use fewer"
                  + " layers (%d modulus bits needed at least, 128-bit security allows %s)",
              bestError,
              target,
              request.options().relativeError(),
              scoreRange,
              needed,
              SecurityLimits.describe()));
    }

    /** The first layer that the largest ring has no level for. */
    private String lastLayer(int allowed) {
      int first = Math.max(leastFirstBits, ParameterSearch.SMALLEST_SCALE + 1);
      int levels = (allowed - first) / ParameterSearch.SMALLEST_SCALE;
      for (int i = 0; i < request.program().operations().size(); i++) {
        if (shape.depth(i + 1) > levels) {
          return request.program().operations().get(i).name();
        }
      }
      return request.program().operations().getLast().name();
    }
  }

  /** What becomes of the scores when they are decoded. */
  private static final class Scores {
    final int degree;
    final double[] errors;
    final double bound;
    final double decodingMarginBits;

    Scores(TrackedValue value, EncryptionParameters parameters, NoiseModel noise) {
      bound = value.largestMagnitude();
      degree = decodingDegree(value, parameters.scalingModSize(), noise);
      decodingMarginBits = marginBits(value, degree, noise);
      errors = new double[value.rows()];
      for (int row = 0; row < errors.length; row++) {
        errors[row] =
            PlanReport.SIGMAS * noise.decoded(value.error()[row], value.scale(row), degree);
      }
    }

    private static double marginBits(TrackedValue value, int degree, NoiseModel noise) {
      double margin = Double.POSITIVE_INFINITY;
      for (int row = 0; row < value.rows(); row++) {
        double bits = noise.decodingMarginBits(value.error()[row], value.scale(row), degree);
        margin = Math.min(margin, bits);
      }
      return margin;
    }

    double largestError() {
      return Arrays.stream(errors).max().orElse(0);
    }

    /**
     * A degree too small makes OpenFHE refuse to decode, one too large drowns the scores in the
     * noise that it adds; a single limb ignores it.
     */
    private static int decodingDegree(TrackedValue value, int scaleBits, NoiseModel noise) {
      if (value.value().limbs() == 1) {
        return 1;
      }
      double smallest = Arrays.stream(value.value().scales()).min().orElse(1);
      int degree =
          Math.max(1, (int) Math.floor((TrackedValue.log2(smallest) - 25) / scaleBits) + 1);
      while (degree < value.value().limbs() && marginBits(value, degree, noise) < 1) {
        degree++;
      }
      return degree;
    }
  }
}
