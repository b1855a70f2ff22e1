package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.graph.GraphLowering;
import io.slotwise.inference.channelwise.graph.SlotGraph;
import io.slotwise.inference.channelwise.layout.SlotLayout;
import io.slotwise.inference.channelwise.program.Scales;
import io.slotwise.inference.channelwise.program.SlotProgram;
import io.slotwise.inference.channelwise.program.SlotValue;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.plan.PlanRefusedException;
import io.slotwise.inference.plan.SecurityLimits;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.evaluation.NetworkEvaluator;
import io.slotwise.model.evaluation.ObservedRanges;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.OpenFheException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Plans networks for channel-wise packing: chooses ring dimension, moduli, layouts and rotations,
 * at 128-bit security. The same request gives the same plan on every machine.
 */
public final class ChannelWisePlanner {
  /** How many ring dimensions that would do are compared: larger ones hold more channels. */
  private static final int COMPARED = 2;

  private final Network network;
  private final InputRange range;
  private final ChannelWiseOptions options;
  private final int[] ringDimensions;
  private final SlotGraph graph;
  private final ValueBounds bounds;
  private final ErrorModel errors;
  private final ParameterChoice choice;

  private ChannelWisePlanner(
      Network network,
      InputRange range,
      ChannelWiseOptions options,
      int[] ringDimensions,
      boolean secure) {
    this.network = network;
    this.range = range;
    this.options = options;
    this.ringDimensions = ringDimensions;
    graph = GraphLowering.lower(network, magnitudes(network, range));
    bounds = ValueBounds.of(graph, range);
    errors = new ErrorModel(graph, bounds);
    choice = new ParameterChoice(graph, largest(), errors, target(), secure);
  }

  /** Plans as the other method does, unheard and not to be cancelled. */
  public static ChannelWisePlan plan(
      Network network, InputRange range, ChannelWiseOptions options) {
    return plan(network, range, options, RunOptions.defaults());
  }

  /**
   * Plans a network, in the calling thread alone.
   *
   * @param range what all inputs lie in, after preprocessing
   * @param run hears of each ring dimension that is done with; the last ones are seldom looked at
   * @throws java.util.concurrent.CancellationException if cancelled
   * @throws PlanRefusedException if 128-bit security or the error asked for does not allow the
   *     network; the message has the numbers
   */
  public static ChannelWisePlan plan(
      Network network, InputRange range, ChannelWiseOptions options, RunOptions run) {
    int[] ringDimensions = SecurityLimits.ringDimensions();
    return new ChannelWisePlanner(network, range, options, ringDimensions, true).plan(run);
  }

  /** A plan without security, for tests that are to be fast. */
  static ChannelWisePlan planInsecurely(
      Network network, InputRange range, ChannelWiseOptions options, int ringDimension) {
    return new ChannelWisePlanner(network, range, options, new int[] {ringDimension}, false)
        .plan(RunOptions.defaults());
  }

  private static double[] magnitudes(Network network, InputRange range) {
    List<double[]> samples = ValueBounds.samples(network.inputShape().size(), range);
    double[][] rows = new double[network.inputShape().size()][samples.size()];
    for (int s = 0; s < samples.size(); s++) {
      for (int e = 0; e < rows.length; e++) {
        rows[e][s] = samples.get(s)[e];
      }
    }
    ObservedRanges observed = NetworkEvaluator.of(network).withThreads(1).observe(rows);
    double[] magnitudes = new double[network.values()];
    Arrays.setAll(magnitudes, observed::magnitude);
    return magnitudes;
  }

  private double[] largest() {
    return options.provenBounds()
        ? bounds.proven()
        : Arrays.stream(bounds.largestSeen()).map(m -> m * ChannelWiseOptions.MARGIN).toArray();
  }

  /** The largest error of a score that is asked for. */
  private double target() {
    return options.relativeError() * bounds.scoreRange();
  }

  private ChannelWisePlan plan(RunOptions run) {
    List<String> refusals = new ArrayList<>();
    for (Candidate candidate : candidates(refusals, run)) {
      run.requireNotCancelled();
      double factored = factored(candidate);
      double error = Double.POSITIVE_INFINITY;
      for (Candidate variant : List.of(candidate, candidate.relinearizing())) {
        error = errors.predict(variant.parameters(), variant.program(), factored);
        if (error <= target()) {
          return plan(variant, error);
        }
      }
      refusals.add(
          String.format(
              Locale.ROOT,
              "at ring dimension %d, with the weights that do not fit into %d bytes factored, a"
                  + " score may be off by %.2g, and at most %.2g was asked for",
              candidate.parameters().ringDimension(),
              options.weightMemory(),
              error,
              target()));
    }
    String reasons = refusals.isEmpty() ? choice.refusal() : String.join("; ", refusals);
    throw new PlanRefusedException("cannot plan for channel-wise packing: " + reasons);
  }

  /** Ways to evaluate the network, the fastest first. */
  private List<Candidate> candidates(List<String> refusals, RunOptions run) {
    List<Candidate> candidates = new ArrayList<>();
    run.progress().phaseStarted("plan", ringDimensions.length);
    for (int ringDimension : ringDimensions) {
      if (candidates.size() == COMPARED) {
        break;
      }
      run.requireNotCancelled();
      Candidate candidate = candidate(ringDimension, refusals);
      if (candidate != null) {
        candidates.add(candidate);
      }
      run.progress().advanced(1);
    }
    candidates.sort(Comparator.comparingDouble(Candidate::seconds));
    return candidates;
  }

  /** The standard deviation of the error of scores that factored weights cause. */
  private double factored(Candidate candidate) {
    RingParameters parameters = candidate.parameters();
    FactoringError factoring =
        new FactoringError(candidate.program(), candidate.held(), parameters.scalingModSize());
    SlotLayout input = candidate.steps().getFirst().layout();
    SlotLayout scores = candidate.steps().getLast().layout();
    return factoring.deviation(graph, range, input, scores);
  }

  private @Nullable Candidate candidate(int ringDimension, List<String> refusals) {
    RingParameters parameters = choice.at(ringDimension).orElse(null);
    if (parameters == null) {
      return null;
    }
    try {
      LayoutCandidates layouts = new LayoutCandidates(graph, options.packing(), parameters.slots());
      CostModel costs = new CostModel(parameters);
      List<LayoutSearch.Step> steps = LayoutSearch.cheapest(graph, layouts, costs);
      return Candidate.of(graph, parameters, steps, moduli(parameters), options.weightMemory());
    } catch (DoesNotFitException e) {
      refusals.add("at ring dimension " + ringDimension + " " + e.getMessage());
      return null;
    }
  }

  private ChannelWisePlan plan(Candidate candidate, double error) {
    RingParameters parameters = candidate.parameters();
    List<LayoutSearch.Step> steps = candidate.steps();
    SlotProgram program = candidate.program();
    long[] moduli = candidate.moduli();
    ChannelWiseTerms terms =
        new ChannelWiseTerms(
            options.packing(),
            parameters,
            Arrays.stream(moduli).boxed().toList(),
            network.inputShape(),
            network.preprocessing().toMetadata(),
            range.low(),
            range.high(),
            steps.getFirst().layout());
    double largestScore = largest()[graph.values() - 1];
    ChannelWiseReport report =
        new ChannelWiseReport(
            ReportedLayers.of(program, steps),
            candidate.seconds(),
            candidate.weightBytes(),
            program.rotationSteps().size(),
            terms.input().ciphertexts(),
            program.output().ciphertexts(),
            options.provenBounds(),
            largestScore,
            bounds.scoreRange(),
            error);
    ChannelWiseServerPlan server = new ChannelWiseServerPlan(terms, program, report);
    double[] scales = Scales.of(program, moduli, parameters.scalingModSize());
    SlotLayout scores = steps.getLast().layout();
    SlotValue output = program.output();
    return new ChannelWisePlan(
        new ChannelWiseClientPlan(
            terms,
            List.copyOf(program.rotationSteps()),
            program.relinearizes(),
            scores,
            parameters.limbs() - output.level(),
            scales[scales.length - 1],
            largestScore,
            error,
            server.fingerprint()),
        server);
  }

  private static long[] moduli(RingParameters parameters) {
    try (CryptoContext context = CryptoContext.create(parameters.ckks())) {
      return context.moduli();
    } catch (OpenFheException e) {
      throw new PlanRefusedException("OpenFHE refuses " + parameters + ": " + e.getMessage());
    }
  }
}
