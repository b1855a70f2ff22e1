package io.slotwise.cli.compare.packing;

import io.slotwise.cli.compare.EngineComparison.Planning;
import io.slotwise.cli.compare.ScoreComparison;
import io.slotwise.cli.compare.Subject;
import io.slotwise.cli.machine.Processor;
import io.slotwise.cli.report.Quantity;
import io.slotwise.inference.EngineChoice;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.plan.EncryptionParameters;
import io.slotwise.inference.plan.PlanRefusedException;
import io.slotwise.inference.server.InsufficientMemoryException;
import io.slotwise.openfhe.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Evaluates one network with each packing and engine at several batch sizes, in this process, one
 * after another.
 */
public final class PackingComparison {
  private final Subject subject;
  private final Extent extent;
  private final RunOptions options;
  private final List<Setup> setups = new ArrayList<>();
  private final List<Cell> cells = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();

  /**
   * How much is compared.
   *
   * @param methods what is compared
   * @param batchSizes numbers of images, each at least 1, ascending
   * @param channelWiseImages the largest batch that is run with channel-wise packing
   * @param mostSeconds the longest time that a batch may take; longer ones are extrapolated
   * @param relativeError the largest score error for channel-wise plans, as a share of the score
   *     range
   */
  public record Extent(
      List<Method> methods,
      List<Integer> batchSizes,
      int channelWiseImages,
      double mostSeconds,
      double relativeError) {
    /** Sorts methods and batch sizes; equal ones count once. */
    public Extent {
      methods = List.copyOf(new TreeSet<>(methods));
      batchSizes = List.copyOf(new TreeSet<>(batchSizes));
    }

    private int largest() {
      return batchSizes.getLast();
    }
  }

  /** Prepares a comparison. */
  public PackingComparison(Subject subject, Extent extent, RunOptions options) {
    this.subject = subject;
    this.extent = extent;
    this.options = options;
  }

  /**
   * Runs all.
   *
   * @throws PlanRefusedException if no method can evaluate the network
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public PackingComparisonReport compare(Planning planning, Kernel kernel) {
    int inputs = Math.min(subject.inputs().count(), extent.largest());
    Subject used = subject.withInputs(inputs);
    PlaintextScores plaintext = new PlaintextScores(used);
    try (Runner runner = new Runner(used, plaintext, options)) {
      for (Method method : extent.methods()) {
        try {
          measure(method, runner, planning, kernel);
        } catch (PlanRefusedException | InsufficientMemoryException refused) {
          notices.add("Left out: %s; %s.".formatted(method.words(), refused.getMessage()));
        }
      }
    }
    if (cells.isEmpty()) {
      throw new PlanRefusedException(String.join(" ", notices));
    }
    return report(kernel, plaintext.itself());
  }

  private void measure(Method method, Runner runner, Planning planning, Kernel kernel) {
    if (method.isChannelWise()) {
      options.progress().phaseStarted(method.key() + ": plan and keys", 1);
      try (ChannelWiseDeployment deployment =
          ChannelWiseDeployment.make(
              method, subject.network(), subject.range(), extent.relativeError(), options)) {
        add(
            new ChannelWiseCells(runner, extent.channelWiseImages(), extent.mostSeconds())
                .measure(deployment, extent.batchSizes()));
      }
    } else {
      elementWise(method, runner, planning, kernel);
    }
  }

  /**
   * A plan is made for the smallest batch and kept for all that need no more groups: another ring
   * dimension that was not cheaper for one group is not cheaper for as many groups or more.
   */
  private void elementWise(Method method, Runner runner, Planning planning, Kernel kernel) {
    ElementWiseCells measuring = new ElementWiseCells(runner, extent.mostSeconds(), options);
    List<Integer> left = extent.batchSizes();
    while (!left.isEmpty()) {
      int smallest = left.getFirst();
      options.progress().phaseStarted(method.key() + ": plan and keys", 1);
      try (ElementWiseDeployment deployment = deploy(method, smallest, planning, kernel)) {
        int groups = deployment.groups(smallest);
        List<Integer> same = left.stream().filter(n -> deployment.groups(n) == groups).toList();
        add(
            method == Method.BATCH
                ? measuring.batchEngine(deployment, same)
                : measuring.referenceEngine(deployment, same));
        left = left.subList(same.size(), left.size());
      }
    }
  }

  private ElementWiseDeployment deploy(
      Method method, int images, Planning planning, Kernel kernel) {
    return ElementWiseDeployment.make(
        method,
        images,
        () ->
            planning.plan(
                subject.network(),
                images,
                subject.range(),
                method == Method.BATCH ? EngineChoice.BATCH : EngineChoice.REFERENCE,
                options),
        kernel);
  }

  private void add(MethodResult result) {
    setups.addAll(result.setups());
    cells.addAll(result.cells());
  }

  private PackingComparisonReport report(Kernel kernel, ScoreComparison plaintext) {
    int inputs = subject.inputs().count();
    if (inputs < extent.largest()) {
      notices.add(
          "There are %s inputs; larger batches hold them again and again."
              .formatted(Quantity.count(inputs)));
    }
    for (Setup setup : setups) {
      if (!setup.provenBounds()) {
        notices.add(
            "The plan for %s does not prove that nothing overflows."
                .formatted(setup.method().words()));
      }
    }
    List<Crossover> crossovers = Crossover.of(cells);
    return new PackingComparisonReport(
        subject.name(),
        EncryptionParameters.SECURITY,
        options.threads(),
        Processor.name(),
        kernel.toString(),
        extent.mostSeconds(),
        plaintext.accuracy() == null ? null : plaintext.accuracy().plaintext(),
        plaintext.scoreRange(),
        crossovers.isEmpty() ? null : crossovers.getFirst().sentence(),
        List.copyOf(setups),
        List.copyOf(cells),
        crossovers,
        Reduction.of(cells, headlineImages()),
        List.copyOf(notices));
  }

  private int headlineImages() {
    return extent.batchSizes().contains(Reduction.HEADLINE_IMAGES)
        ? Reduction.HEADLINE_IMAGES
        : extent.largest();
  }
}
