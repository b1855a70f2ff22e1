package io.slotwise.cli.report;

import io.slotwise.inference.channelwise.engine.ChannelWiseEngine;
import io.slotwise.inference.channelwise.plan.ChannelWiseClientPlan;
import io.slotwise.inference.channelwise.plan.ChannelWisePlan;
import io.slotwise.inference.channelwise.plan.ChannelWiseReport;
import io.slotwise.inference.channelwise.plan.ChannelWiseTerms;
import io.slotwise.inference.channelwise.plan.RingParameters;
import io.slotwise.inference.channelwise.program.SlotValue;
import io.slotwise.inference.plan.SecurityLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a channel-wise plan takes and promises, for one image.
 *
 * @param model the model's file name
 * @param fingerprint of the plan, carried by every file made for it
 * @param engine what it is made for
 * @param channels how channels share ciphertexts
 * @param inputRange smallest and largest number that an input may have
 * @param parameters the encryption's parameters
 * @param allowedModulusBits what the security level allows at this ring dimension, special primes
 *     included
 * @param keys what the server needs keys for
 * @param ciphertexts how many an image and its scores are
 * @param bytes what client and server send each other, without headers
 * @param weightBytes the encoded weights that the server keeps
 * @param predictedSeconds a rough time of one image on one core
 * @param bound how the bound against overflow was found
 * @param scoreBound largest absolute score that the plan allows for
 * @param predictedError largest absolute score error
 * @param targetError the largest that was asked for
 * @param scoreRange the range of scores that the target refers to
 * @param layers operation by operation
 * @param files the plan's two halves; null if none were written
 * @param notices what else the user should know, in sentences
 */
public record ChannelWisePlanningReport(
    String model,
    String fingerprint,
    String engine,
    String channels,
    double[] inputRange,
    EncryptionReport parameters,
    int allowedModulusBits,
    Keys keys,
    Ciphertexts ciphertexts,
    Bytes bytes,
    long weightBytes,
    double predictedSeconds,
    String bound,
    double scoreBound,
    double predictedError,
    double targetError,
    double scoreRange,
    List<ChannelWiseReport.Layer> layers,
    @Nullable PlanFiles files,
    List<String> notices)
    implements Report {
  /** How many keys the server needs: one for each step of rotation, one to relinearise or none. */
  public record Keys(int rotation, int relinearisation) {}

  /** Ciphertexts of one image and of its scores. */
  public record Ciphertexts(int image, int scores) {}

  /** What is sent: the keys, once; an encrypted image and its encrypted scores. */
  public record Bytes(long keys, long image, long scores) {}

  /**
   * Tells of a plan.
   *
   * @param precision the largest score error that was asked for, as a share of the score range
   */
  public static ChannelWisePlanningReport of(
      Path model,
      ChannelWisePlan plan,
      double precision,
      @Nullable PlanFiles files,
      List<String> notices) {
    ChannelWiseClientPlan client = plan.client();
    ChannelWiseReport report = plan.server().report();
    ChannelWiseTerms terms = client.terms();
    Keys keys = new Keys(client.rotationSteps().size(), client.relinearizes() ? 1 : 0);
    return new ChannelWisePlanningReport(
        String.valueOf(model.getFileName()),
        client.fingerprint().hex(),
        ChannelWiseEngine.NAME,
        terms.packing().toString(),
        new double[] {terms.inputLow(), terms.inputHigh()},
        EncryptionReport.of(terms.parameters()),
        SecurityLimits.modulusBits(terms.parameters().ringDimension()),
        keys,
        new Ciphertexts(report.inputCiphertexts(), report.scoreCiphertexts()),
        bytes(plan, keys),
        report.weightBytes(),
        report.predictedSeconds(),
        report.provenBounds()
            ? "proven by interval arithmetic"
            : "not proven: seen on drawn inputs, with a margin",
        report.largestScore(),
        report.predictedError(),
        precision * report.scoreRange(),
        report.scoreRange(),
        report.layers(),
        files,
        List.copyOf(notices));
  }

  private static Bytes bytes(ChannelWisePlan plan, Keys keys) {
    RingParameters parameters = plan.client().terms().parameters();
    List<SlotValue> values = plan.server().program().values();
    return new Bytes(
        (keys.rotation() + keys.relinearisation()) * parameters.keyBytes(),
        bytes(values.getFirst(), parameters),
        bytes(values.getLast(), parameters));
  }

  private static long bytes(SlotValue value, RingParameters parameters) {
    int limbs = parameters.limbs() - value.level();
    return (long) value.ciphertexts()
        * value.components()
        * limbs
        * parameters.ringDimension()
        * Long.BYTES;
  }

  @Override
  public List<String> paragraphs() {
    List<String> paragraphs = new ArrayList<>();
    paragraphs.add(summary());
    paragraphs.add(layerTable());
    paragraphs.add("Counts are of one image; hoisted rotations of a ciphertext share work.");
    if (files != null) {
      paragraphs.add(files.sentence());
    }
    paragraphs.addAll(notices);
    return paragraphs;
  }

  private String summary() {
    return Facts.about("model", model)
        .and(
            "inputs",
            "image by image, each number from %s to %s".formatted(inputRange[0], inputRange[1]))
        .and("engine", engine)
        .and("channels", channels)
        .and("security", parameters.security())
        .and("ring dimension", parameters.ringDimension())
        .and("modulus", parameters.modulus())
        .and("allowed modulus", allowedModulusBits + " bits, special primes included")
        .and(
            "keys for the server",
            "%d to rotate, %d to relinearise, %s, once"
                .formatted(keys.rotation(), keys.relinearisation(), Quantity.bytes(bytes.keys())))
        .and("sent by the client", perImage(ciphertexts.image(), bytes.image()))
        .and("sent by the server", perImage(ciphertexts.scores(), bytes.scores()))
        .and("encoded weights", Quantity.bytes(weightBytes))
        .and(
            "time of one image",
            "roughly %s s on one core".formatted(Quantity.seconds(predictedSeconds)))
        .and("scores", "at most %s, %s".formatted(Quantity.number(scoreBound), bound))
        .and(
            "predicted error",
            "%s of a score range of %s; asked for: %s"
                .formatted(
                    Quantity.number(predictedError),
                    Quantity.number(scoreRange),
                    Quantity.number(targetError)))
        .toString();
  }

  private static String perImage(int ciphertexts, long bytes) {
    return "%d %s an image, %s"
        .formatted(
            ciphertexts, ciphertexts == 1 ? "ciphertext" : "ciphertexts", Quantity.bytes(bytes));
  }

  private String layerTable() {
    Table table =
        Table.withColumns(
            "layer",
            "ciphertexts",
            "hoisted rotations",
            "rotations",
            "plaintext mult",
            "products",
            "relin");
    for (ChannelWiseReport.Layer layer : layers) {
      table.row(
          layer.name(),
          layer.ciphertexts(),
          layer.hoistedRotations(),
          layer.rotations(),
          layer.plaintextProducts(),
          layer.products(),
          layer.relinearizations());
    }
    return table.toString();
  }
}
