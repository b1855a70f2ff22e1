package io.slotwise.cli.compare;

import io.slotwise.cli.compare.EngineComparisonReport.EngineResult;
import io.slotwise.cli.compare.EngineComparisonReport.Plaintext;
import io.slotwise.cli.machine.Measurements;
import io.slotwise.cli.machine.Processor;
import io.slotwise.cli.report.EncryptionReport;
import io.slotwise.inference.EngineChoice;
import io.slotwise.inference.client.Client;
import io.slotwise.inference.engine.BatchEngine;
import io.slotwise.inference.engine.InferenceEngine;
import io.slotwise.inference.engine.ReferenceEngine;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanRefusedException;
import io.slotwise.inference.server.Server;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.data.InputBatch;
import io.slotwise.openfhe.Kernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Evaluates one network on one batch with each engine, from file to file as a server does, and in
 * plaintext, one after another in this process.
 */
public final class EngineComparison {
  private final Subject subject;
  private final RunOptions options;
  private final int runs;
  private final InputBatch prepared;
  private final double[][] plaintextScores;
  private final List<String> notices = new ArrayList<>();

  /** Makes plans as the user's options say. */
  @FunctionalInterface
  public interface Planning {
    /** Plans for one engine. */
    Plan plan(Network network, int batch, InputRange range, EngineChoice engine, RunOptions run);
  }

  /** Prepares a comparison; evaluates the network in double precision for it. */
  public EngineComparison(Subject subject, RunOptions options, int runs) {
    this.subject = subject;
    this.options = options;
    this.runs = runs;
    prepared = subject.inputs().preparedFor(subject.network());
    plaintextScores = ScoreComparison.plaintextScores(subject.network(), prepared);
  }

  /** Runs all. */
  public EngineComparisonReport compare(Planning planning, Kernel kernel, boolean withReference) {
    List<EngineResult> results = new ArrayList<>();
    try {
      Path folder = Files.createTempDirectory("slotwise-compare");
      try {
        add(results, planning, EngineChoice.BATCH, new BatchEngine(kernel), runs, folder);
        if (withReference) {
          add(results, planning, EngineChoice.REFERENCE, new ReferenceEngine(), 1, folder);
        }
      } finally {
        Files.deleteIfExists(folder.resolve("batch"));
        Files.deleteIfExists(folder.resolve("scores"));
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Plaintext plaintext = plaintext();
    return new EngineComparisonReport(
        subject.name(),
        subject.inputs().count(),
        options.threads(),
        Processor.name(),
        kernel.toString(),
        results,
        plaintext,
        List.copyOf(notices));
  }

  private void add(
      List<EngineResult> results,
      Planning planning,
      EngineChoice choice,
      InferenceEngine engine,
      int evaluations,
      Path folder) {
    try {
      results.add(measure(planning, choice, engine, evaluations, folder));
    } catch (PlanRefusedException refused) {
      notices.add(
          "The engine '%s' was left out: %s".formatted(engine.name(), refused.getMessage()));
    }
  }

  private EngineResult measure(
      Planning planning,
      EngineChoice choice,
      InferenceEngine engine,
      int evaluations,
      Path folder) {
    Measurements measurements = new Measurements();
    Plan plan =
        measurements.step(
            "plan",
            () ->
                planning.plan(
                    subject.network(), subject.inputs().count(), subject.range(), choice, options));
    Path batch = folder.resolve("batch");
    Path scores = folder.resolve("scores");
    double[] evaluate = new double[evaluations];
    try (Client client = measurements.step("keygen", () -> Client.generate(plan.client()));
        Server server =
            measurements.step(
                "prepare", () -> Server.open(plan.server(), client.publicMaterial(), engine))) {
      measurements.step("encrypt", () -> client.encrypt(subject.inputs(), batch, options));
      measurements.step(
          "evaluate",
          () -> {
            for (int run = 0; run < evaluations; run++) {
              long start = System.nanoTime();
              server.evaluate(batch, scores, options);
              evaluate[run] = (System.nanoTime() - start) / 1e9;
            }
          });
      double[][] result = measurements.step("decrypt", () -> client.decrypt(scores, options));
      ScoreComparison comparison = ScoreComparison.of(plaintextScores, result, subject.labels());
      return new EngineResult(
          engine.name(),
          EncryptionReport.of(plan.client().terms().parameters()),
          plan.report().bound(),
          new EngineComparisonReport.Seconds(
              measurements.seconds("plan"),
              measurements.seconds("keygen"),
              measurements.seconds("prepare"),
              measurements.seconds("encrypt"),
              median(evaluate),
              measurements.seconds("decrypt")),
          Arrays.stream(evaluate).boxed().toList(),
          Files.size(batch),
          Files.size(scores),
          client.publicMaterial().bytes(),
          measurements.peakBytes("evaluate"),
          comparison.maxScoreError(),
          comparison.scoreRange(),
          plan.client().predictedError(),
          comparison.labelDisagreements(),
          comparison.accuracy() == null ? null : comparison.accuracy().encrypted());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Plaintext plaintext() {
    long[] shape =
        subject.network().inputShape().dimensions().stream()
            .mapToLong(Integer::longValue)
            .toArray();
    try (PlaintextRuntime runtime =
        new PlaintextRuntime(
            subject.model(),
            options.threads(),
            shape,
            ScoreComparison.transposed(prepared.rows(), prepared.count()))) {
      runtime.evaluate();
      double[] seconds = new double[runs];
      for (int run = 0; run < runs; run++) {
        long start = System.nanoTime();
        runtime.evaluate();
        seconds[run] = (System.nanoTime() - start) / 1e9;
      }
      return new Plaintext(
          "ONNX Runtime", median(seconds), Arrays.stream(seconds).boxed().toList());
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
