package io.slotwise.cli.compare;

import io.slotwise.cli.report.EncryptionReport;
import io.slotwise.cli.report.Facts;
import io.slotwise.cli.report.Quantity;
import io.slotwise.cli.report.Report;
import io.slotwise.cli.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Engines side by side.
 *
 * @param model the model's file name
 * @param images inputs in the batch
 * @param threads how many worked at once
 * @param processor the CPU's name
 * @param kernel the batch engine's
 * @param engines what came of each
 * @param plaintext the same network without encryption
 * @param notices what else the user should know, in sentences
 */
public record EngineComparisonReport(
    String model,
    int images,
    int threads,
    String processor,
    String kernel,
    List<EngineResult> engines,
    Plaintext plaintext,
    List<String> notices)
    implements Report {
  /**
   * One engine.
   *
   * @param engine its name
   * @param parameters the encryption's parameters
   * @param bound how the bound against overflow was found
   * @param seconds of each phase; of evaluation the median
   * @param evaluateSeconds of every evaluation, in order
   * @param batchBytes the file of inputs
   * @param scoreBytes the file of scores
   * @param publicMaterialBytes keys that the server needs
   * @param peakMemoryBytes most memory that the process occupied while evaluating
   * @param maxScoreError largest absolute difference to the float network
   * @param scoreRange largest minus smallest score of the float network
   * @param predictedError what the plan promised
   * @param labelDisagreements inputs whose largest score is another than the float network's
   * @param accuracy share of labels predicted rightly; null without labels
   */
  public record EngineResult(
      String engine,
      EncryptionReport parameters,
      String bound,
      Seconds seconds,
      List<Double> evaluateSeconds,
      long batchBytes,
      long scoreBytes,
      long publicMaterialBytes,
      long peakMemoryBytes,
      double maxScoreError,
      double scoreRange,
      double predictedError,
      int labelDisagreements,
      @Nullable Double accuracy) {}

  /** Wall-clock seconds; evaluation is from file to file, all checks included. */
  public record Seconds(
      double plan,
      double keygen,
      double prepare,
      double encrypt,
      double evaluate,
      double decrypt) {}

  /**
   * Without encryption.
   *
   * @param runtime what evaluated, in single precision
   * @param seconds the median
   * @param allSeconds of every run, in order
   */
  public record Plaintext(String runtime, double seconds, List<Double> allSeconds) {}

  @Override
  public List<String> paragraphs() {
    List<String> paragraphs = new ArrayList<>();
    paragraphs.add(
        Facts.about("model", model)
            .and("inputs", images)
            .and("machine", "%d thread(s) of %s".formatted(threads, processor))
            .and("kernel of the batch engine", kernel)
            .toString());
    paragraphs.add(times());
    paragraphs.add(costs());
    paragraphs.add(
        "Evaluation is from file to file and includes the checks of the batch; it is the median"
            + " where there are several runs. Times ratio: evaluation over the other's.");
    paragraphs.addAll(notices);
    return paragraphs;
  }

  private String times() {
    Table table =
        Table.withColumns(
            "seconds",
            "plan",
            "keygen",
            "prepare",
            "encrypt",
            "evaluate",
            "decrypt",
            "evaluate, ms per image",
            "times plaintext",
            "times batch");
    for (EngineResult engine : engines) {
      Seconds seconds = engine.seconds();
      table.row(
          engine.engine(),
          Quantity.seconds(seconds.plan()),
          Quantity.seconds(seconds.keygen()),
          Quantity.seconds(seconds.prepare()),
          Quantity.seconds(seconds.encrypt()),
          Quantity.seconds(seconds.evaluate()),
          Quantity.seconds(seconds.decrypt()),
          Quantity.number(1000 * seconds.evaluate() / images),
          ratio(seconds.evaluate() / plaintext.seconds()),
          ratio(seconds.evaluate() / engines.getFirst().seconds().evaluate()));
    }
    double seconds = plaintext.seconds();
    table.row(
        plaintext.runtime(),
        "",
        "",
        "",
        "",
        Quantity.seconds(seconds),
        "",
        Quantity.number(1000 * seconds / images),
        "1",
        engines.isEmpty() ? "" : ratio(seconds / engines.getFirst().seconds().evaluate()));
    return table.toString();
  }

  private String costs() {
    Table table =
        Table.withColumns(
            "engine",
            "modulus",
            "sent per image",
            "keys",
            "peak memory",
            "largest error",
            "predicted",
            "labels that differ",
            "accuracy");
    for (EngineResult engine : engines) {
      table.row(
          engine.engine(),
          engine.parameters().modulusBits() + " bits",
          Quantity.bytes(engine.batchBytes() / images),
          Quantity.bytes(engine.publicMaterialBytes()),
          Quantity.bytes(engine.peakMemoryBytes()),
          Quantity.number(engine.maxScoreError())
              + ", "
              + Quantity.percent(engine.maxScoreError() / engine.scoreRange()),
          Quantity.number(engine.predictedError()),
          engine.labelDisagreements(),
          engine.accuracy() == null ? "" : Quantity.percent(engine.accuracy()));
    }
    return table.toString();
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
  }
}
