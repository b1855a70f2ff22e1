package io.slotwise.cli.compare.packing;

import io.slotwise.cli.compare.Subject;
import io.slotwise.cli.machine.Measurements;
import io.slotwise.cli.machine.UnusedMemory;
import io.slotwise.inference.execution.ProgressListener;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.server.InferenceServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Runs batches from file to file, as client and server do, and measures them. To be closed. */
final class Runner implements AutoCloseable {
  private static final String ENCRYPT = "encrypt";
  private static final String EVALUATE = "evaluate";
  private static final String DECRYPT = "decrypt";
  private static final double NANOSECONDS = 1e9;

  /** An evaluation that takes less is made so often, and the median counts. */
  private static final double QUICK_SECONDS = 1;

  private static final int QUICK_RUNS = 3;

  /** A method's first batch does not count if it takes less: it warms up. */
  private static final double WARM_UP_SECONDS = 10;

  private final Subject subject;
  private final PlaintextScores plaintext;
  private final RunOptions options;
  private final Path folder;
  private final Path batch;
  private final Path scores;

  /** Makes a temporary folder. */
  Runner(Subject subject, PlaintextScores plaintext, RunOptions options) {
    this.subject = subject;
    this.plaintext = plaintext;
    this.options = options;
    try {
      folder = Files.createTempDirectory("slotwise-compare");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    batch = folder.resolve("batch");
    scores = folder.resolve("scores");
  }

  /** The first batch of a method: made again where that takes little. */
  Run first(Deployment deployment, int images) {
    Run run = run(deployment, images);
    return run.seconds().total() < WARM_UP_SECONDS ? run(deployment, images) : run;
  }

  /** Encrypts, evaluates and decrypts one batch. */
  Run run(Deployment deployment, int images) {
    InferenceServer server = deployment.server();
    RunOptions named = options.withProgress(named(deployment.method(), images));
    Subject some = subject.withInputs(images);
    UnusedMemory.release();
    Measurements measurements = new Measurements();
    measurements.step(ENCRYPT, () -> deployment.client().encrypt(some.inputs(), batch, named));
    double evaluate = measurements.step(EVALUATE, () -> evaluate(server, named));
    double[][] result =
        measurements.step(DECRYPT, () -> deployment.client().decrypt(scores, named));
    return new Run(
        deployment.method(),
        images,
        new Seconds(measurements.seconds(ENCRYPT), evaluate, measurements.seconds(DECRYPT)),
        new Traffic(size(batch), size(scores)),
        measurements.peakBytes(),
        plaintext.compare(result));
  }

  private double evaluate(InferenceServer server, RunOptions named) {
    double[] seconds = new double[QUICK_RUNS];
    for (int run = 0; run < seconds.length; run++) {
      long start = System.nanoTime();
      server.evaluate(batch, scores, named);
      seconds[run] = (System.nanoTime() - start) / NANOSECONDS;
      if (seconds[0] >= QUICK_SECONDS) {
        return seconds[0];
      }
    }
    Arrays.sort(seconds);
    return seconds[QUICK_RUNS / 2];
  }

  /** Says which batch a phase belongs to. */
  private ProgressListener named(Method method, int images) {
    ProgressListener heard = options.progress();
    return new ProgressListener() {
      @Override
      public void phaseStarted(String phase, long steps) {
        heard.phaseStarted("%s, %d: %s".formatted(method.key(), images, phase), steps);
      }

      @Override
      public void advanced(long steps) {
        heard.advanced(steps);
      }
    };
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(batch);
      Files.deleteIfExists(scores);
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
