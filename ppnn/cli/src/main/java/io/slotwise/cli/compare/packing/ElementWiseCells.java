package io.slotwise.cli.compare.packing;

import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.plan.ClientPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Times of element-wise packing at batch sizes that need the same number of groups of ciphertexts.
 * A group takes equally long however many of its slots are used.
 */
final class ElementWiseCells {
  private final Runner runner;
  private final double mostSeconds;
  private final RunOptions options;

  /**
   * Says how much is to be measured.
   *
   * @param mostSeconds the longest time that a batch may take; the batch engine runs one anyway
   */
  ElementWiseCells(Runner runner, double mostSeconds, RunOptions options) {
    this.runner = runner;
    this.mostSeconds = mostSeconds;
    this.options = options;
  }

  /**
   * Measures each batch with the batch engine; if the largest, which has scores for most images,
   * took too long, the others are taken to last as long.
   */
  MethodResult batchEngine(ElementWiseDeployment deployment, List<Integer> batchSizes) {
    int largest = batchSizes.getLast();
    Run whole = runner.first(deployment, largest);
    boolean tooLong = whole.seconds().total() > mostSeconds;
    List<Cell> cells = new ArrayList<>();
    for (int images : batchSizes) {
      cells.add(
          tooLong && images != largest
              ? carriedOver(whole, images, deployment.keyBytes())
              : Cell.measured(
                  images == largest ? whole : runner.run(deployment, images),
                  deployment.keyBytes()));
    }
    return new MethodResult(List.of(deployment.setup(null)), cells);
  }

  /**
   * Measures the largest batch with the reference engine, and takes the others to last as long; if
   * operation counts say that it would take too long, nothing is measured but single operations.
   */
  MethodResult referenceEngine(ElementWiseDeployment deployment, List<Integer> batchSizes) {
    options.progress().phaseStarted(deployment.method().key() + ": single operations", 1);
    Seconds group = predicted(deployment);
    int largest = batchSizes.getLast();
    int groups = deployment.groups(largest);
    Seconds predicted = group.times(groups);
    List<Cell> cells = new ArrayList<>();
    if (predicted.total() > mostSeconds) {
      Traffic traffic = deployment.plannedTraffic();
      for (int images : batchSizes) {
        cells.add(
            Cell.predicted(deployment.method(), images, predicted, traffic, deployment.keyBytes()));
      }
    } else {
      Run run = runner.run(deployment, largest);
      for (int images : batchSizes) {
        cells.add(
            images == largest
                ? Cell.measured(run, deployment.keyBytes())
                : carriedOver(run, images, deployment.keyBytes()));
      }
    }
    return new MethodResult(List.of(deployment.setup(group.evaluate())), cells);
  }

  private static Cell carriedOver(Run run, int images, long keyBytes) {
    return Cell.scaled(run, 1, images, Basis.PER_GROUP, keyBytes);
  }

  /** What one group takes, from counts of operations and the time of each. */
  private Seconds predicted(ElementWiseDeployment deployment) {
    ClientPlan plan = deployment.plan().client();
    OperationCounts counts = OperationCounts.of(deployment.plan().server().program());
    try (OperationTimer timer = new OperationTimer(plan.terms(), options)) {
      return new Seconds(
          plan.terms().inputRows() * timer.encryption(),
          counts.seconds(timer.seconds(counts.kinds())::get),
          plan.scores() * timer.decryption(plan.scoreLimbs()));
    }
  }
}
