package io.slotwise.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the classification of a batch under encryption went.
 *
 * @param model the model's file name
 * @param images images in the batch
 * @param threads how many worked at once
 * @param engine which engine evaluated
 * @param channels how channels shared ciphertexts; null in element-wise packing
 * @param parameters the encryption's parameters
 * @param inputRange what the plan was made for: smallest and largest input
 * @param seconds how long each step took
 * @param bytes how much is sent
 * @param peakMemoryBytes most memory that the process occupied in any step
 * @param stepPeakMemoryBytes the same for each step
 * @param predictedError largest absolute score error that the plan allows for
 * @param accuracy share of labels predicted rightly; null without labels
 * @param labelDisagreements images whose encrypted and plaintext labels differ; null without labels
 * @param maxScoreError largest absolute difference to the float network's scores; null without
 *     labels
 * @param scoreRange largest minus smallest plaintext score; null without labels
 * @param output the file of scores; null if none was asked for
 * @param notices what else the user should know, in sentences
 */
public record InferenceReport(
    String model,
    int images,
    int threads,
    String engine,
    @Nullable String channels,
    EncryptionReport parameters,
    double[] inputRange,
    Seconds seconds,
    Bytes bytes,
    long peakMemoryBytes,
    StepPeaks stepPeakMemoryBytes,
    double predictedError,
    @Nullable Accuracy accuracy,
    @Nullable Integer labelDisagreements,
    @Nullable Double maxScoreError,
    @Nullable Double scoreRange,
    @Nullable String output,
    List<String> notices)
    implements Report {
  /**
   * Wall-clock seconds.
   *
   * @param plan choosing parameters and lowering the network
   * @param keygen making keys
   * @param prepare building what the engine evaluates and loading the public keys
   * @param encrypt encoding and encrypting the batch
   * @param evaluate evaluating the network
   * @param decrypt decrypting and decoding the scores
   * @param total all of these
   */
  public record Seconds(
      double plan,
      double keygen,
      double prepare,
      double encrypt,
      double evaluate,
      double decrypt,
      double total) {}

  /**
   * What client and server send each other.
   *
   * @param publicMaterial context and public keys, client to server, once
   * @param batch encrypted inputs, client to server
   * @param scores encrypted scores, server to client
   */
  public record Bytes(long publicMaterial, long batch, long scores) {}

  /** Most memory that the process, client and server in one, occupied in each step. */
  public record StepPeaks(long keygen, long encrypt, long evaluate, long decrypt) {}

  /**
   * Share of labels predicted rightly, 0 to 1.
   *
   * @param plaintext by the float network
   * @param encrypted under encryption
   */
  @JsonInclude
  public record Accuracy(double plaintext, double encrypted) {}

  @Override
  public List<String> paragraphs() {
    List<String> paragraphs = new ArrayList<>();
    paragraphs.add(
        "%s on %d inputs, engine %s%s, %d %s"
            .formatted(
                model,
                images,
                engine,
                channels == null ? "" : " (" + channels + ")",
                threads,
                threads == 1 ? "thread" : "threads"));
    paragraphs.add(settings());
    if (accuracy != null) {
      paragraphs.add(quality(accuracy));
    }
    paragraphs.add(costs());
    paragraphs.add(
        "Peak memory is that of the whole process, client and server in one: resident pages, its"
            + " highest mark in each step.");
    if (output != null) {
      paragraphs.add("Scores written to " + output);
    }
    paragraphs.addAll(notices);
    return paragraphs;
  }

  private String settings() {
    return Facts.about("security", parameters.security())
        .and("ring dimension", parameters.ringDimension())
        .and("modulus", parameters.modulus())
        .and("input range", "%s to %s".formatted(inputRange[0], inputRange[1]))
        .and("predicted error", "at most " + Quantity.number(predictedError) + " a score")
        .toString();
  }

  private String quality(Accuracy shares) {
    return Facts.about("accuracy in plaintext", Quantity.percent(shares.plaintext()))
        .and("accuracy encrypted", Quantity.percent(shares.encrypted()))
        .and("labels that differ", "%d of %d".formatted(labelDisagreements, images))
        .and(
            "largest score error",
            "%s, %s of the score range %s"
                .formatted(
                    Quantity.number(maxScoreError),
                    Quantity.percent(maxScoreError / scoreRange),
                    Quantity.number(scoreRange)))
        .toString();
  }

  private String costs() {
    StepPeaks peaks = stepPeakMemoryBytes;
    return Table.withColumns("step", "seconds", "ms per image", "bytes moved", "peak memory")
        .row(step("key generation", seconds.keygen(), bytes.publicMaterial(), peaks.keygen()))
        .row(step("encryption", seconds.encrypt(), bytes.batch(), peaks.encrypt()))
        .row(step("evaluation", seconds.evaluate(), bytes.scores(), peaks.evaluate()))
        .row(step("decryption", seconds.decrypt(), 0, peaks.decrypt()))
        .row(
            step(
                "all",
                seconds.keygen() + seconds.encrypt() + seconds.evaluate() + seconds.decrypt(),
                bytes.publicMaterial() + bytes.batch() + bytes.scores(),
                peakMemoryBytes))
        .toString();
  }

  private Object[] step(String name, double time, long moved, long peak) {
    return new Object[] {
      name,
      Quantity.seconds(time),
      Quantity.number(1000 * time / images),
      moved == 0 ? "" : Quantity.bytes(moved),
      Quantity.bytes(peak)
    };
  }
}
