package io.slotwise.cli.compare.packing;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One method at one batch size.
 *
 * @param method packing and engine
 * @param images inputs in the batch
 * @param extrapolated whether this batch was not run
 * @param basis where the times come from
 * @param measuredImages inputs of the batch whose times and scores these are; 0 if there was none
 * @param encryptSeconds by the client, into a file
 * @param evaluateSeconds by the server, from file to file, checks included
 * @param decryptSeconds by the client, from a file
 * @param totalSeconds the three together
 * @param secondsPerImage the total over the images
 * @param batchBytes what the client sends
 * @param scoreBytes what it gets
 * @param bytesPerImage both over the images
 * @param keyBytes evaluation keys, sent once
 * @param peakMemoryBytes most memory of the process in any of the steps; null if nothing was run
 * @param accuracy share of labels predicted rightly; null without labels or scores
 * @param labelDisagreements inputs whose largest score is another than in plaintext
 * @param maxScoreError largest absolute difference to plaintext
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Cell(
    Method method,
    int images,
    boolean extrapolated,
    Basis basis,
    int measuredImages,
    double encryptSeconds,
    double evaluateSeconds,
    double decryptSeconds,
    double totalSeconds,
    double secondsPerImage,
    long batchBytes,
    long scoreBytes,
    double bytesPerImage,
    long keyBytes,
    @Nullable Long peakMemoryBytes,
    @Nullable Double accuracy,
    @Nullable Integer labelDisagreements,
    @Nullable Double maxScoreError) {

  /** A batch that was run. */
  static Cell measured(Run run, long keyBytes) {
    return of(run, run.images(), Basis.MEASURED, run.seconds(), run.traffic(), keyBytes);
  }

  /** A batch that takes {@code factor} times what a run took. */
  static Cell scaled(Run run, double factor, int images, Basis basis, long keyBytes) {
    return of(
        run, images, basis, run.seconds().times(factor), run.traffic().times(factor), keyBytes);
  }

  /** A batch of which nothing was run. */
  static Cell predicted(
      Method method, int images, Seconds seconds, Traffic traffic, long keyBytes) {
    return of(
        new Run(method, 0, seconds, traffic, null, null),
        images,
        Basis.OPERATION_COUNTS,
        seconds,
        traffic,
        keyBytes);
  }

  private static Cell of(
      Run run, int images, Basis basis, Seconds seconds, Traffic traffic, long keyBytes) {
    var scores = run.scores();
    return new Cell(
        run.method(),
        images,
        basis.isExtrapolated(),
        basis,
        run.images(),
        seconds.encrypt(),
        seconds.evaluate(),
        seconds.decrypt(),
        seconds.total(),
        seconds.total() / images,
        traffic.batchBytes(),
        traffic.scoreBytes(),
        (double) (traffic.batchBytes() + traffic.scoreBytes()) / images,
        keyBytes,
        run.peakMemoryBytes(),
        scores == null || scores.accuracy() == null ? null : scores.accuracy().encrypted(),
        scores == null ? null : scores.labelDisagreements(),
        scores == null ? null : scores.maxScoreError());
  }
}
