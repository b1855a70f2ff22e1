package io.slotwise.cli.report;

import io.slotwise.inference.plan.LayerReport;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanReport;
import io.slotwise.inference.plan.PlanTerms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a plan takes and promises.
 *
 * @param model the model's file name
 * @param fingerprint of the plan, carried by every file made for it
 * @param engine what it is made for
 * @param batch inputs that are evaluated at once
 * @param inputRange smallest and largest number that an input may have
 * @param parameters the encryption's parameters
 * @param allowedModulusBits what the security level allows at this ring dimension, special primes
 *     included
 * @param groups how often the program runs to cover the batch
 * @param bytes what client and server send each other, without headers and keys
 * @param peakMemoryBytes ciphertexts on the server at once
 * @param weightBytes the program's weights on the server
 * @param bound how the bound against overflow was found
 * @param scoreBound largest absolute score that the plan allows for
 * @param predictedError largest absolute score error
 * @param predictedNoise the part of it that noise may make
 * @param targetError the largest that was asked for
 * @param scoreRange the range of scores that the target refers to
 * @param layers operation by operation
 * @param files the plan's two halves; null if none were written
 * @param notices what else the user should know, in sentences
 */
public record PlanningReport(
    String model,
    String fingerprint,
    String engine,
    int batch,
    double[] inputRange,
    EncryptionReport parameters,
    int allowedModulusBits,
    int groups,
    Bytes bytes,
    long peakMemoryBytes,
    long weightBytes,
    String bound,
    double scoreBound,
    double predictedError,
    double predictedNoise,
    double targetError,
    double scoreRange,
    List<LayerReport> layers,
    @Nullable PlanFiles files,
    List<String> notices)
    implements Report {
  /** What is sent: the encrypted inputs and the encrypted scores. */
  public record Bytes(long batch, long scores) {}

  /** Tells of a plan. */
  public static PlanningReport of(
      Path model, Plan plan, @Nullable PlanFiles files, List<String> notices) {
    PlanReport report = plan.report();
    PlanTerms terms = plan.client().terms();
    return new PlanningReport(
        String.valueOf(model.getFileName()),
        plan.server().fingerprint().hex(),
        terms.engine(),
        terms.batch(),
        new double[] {terms.inputLow(), terms.inputHigh()},
        EncryptionReport.of(terms.parameters()),
        report.allowedModulusBits(),
        report.ciphertextGroups(),
        new Bytes(report.batchBytes(), report.scoreBytes()),
        report.peakMemoryBytes(),
        report.weightBytes(),
        report.bound(),
        report.scoreBound(),
        report.predictedError(),
        report.predictedNoise(),
        report.targetError(),
        report.scoreRange(),
        report.layers(),
        files,
        List.copyOf(notices));
  }

  @Override
  public List<String> paragraphs() {
    List<String> paragraphs = new ArrayList<>();
    paragraphs.add(summary());
    paragraphs.add(layerTable());
    paragraphs.add(
        "Counts are ciphertexts of one group; bits is the bound of what a ciphertext holds,"
            + " margin what is left below half its modulus.");
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
            "%d in %d group(s), each number from %s to %s"
                .formatted(batch, groups, inputRange[0], inputRange[1]))
        .and("engine", engine)
        .and("security", parameters.security())
        .and("ring dimension", parameters.ringDimension())
        .and("modulus", parameters.modulus())
        .and("allowed modulus", allowedModulusBits + " bits, special primes included")
        .and("sent by the client", Quantity.bytes(bytes.batch()))
        .and("sent by the server", Quantity.bytes(bytes.scores()))
        .and("server memory", Quantity.bytes(peakMemoryBytes + weightBytes))
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

  private String layerTable() {
    Table table =
        Table.withColumns(
            "layer",
            "operation",
            "rows",
            "components",
            "limbs",
            "weight bits",
            "scale",
            "bits",
            "margin",
            "error",
            "scalar mult",
            "products",
            "relin",
            "rescale");
    for (LayerReport layer : layers) {
      table.row(
          layer.name(),
          layer.operation(),
          layer.rows(),
          layer.components(),
          layer.limbs(),
          layer.weightBits() == 0 ? "" : layer.weightBits(),
          tenth(layer.scaleBits()),
          tenth(layer.magnitudeBits()),
          tenth(layer.marginBits()),
          Quantity.number(layer.predictedError()),
          layer.scalarMultiplications(),
          layer.products(),
          layer.relinearisations(),
          layer.rescales());
    }
    return table.toString();
  }

  private static String tenth(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
