package io.slotwise.cli.compare.packing;

import io.slotwise.cli.report.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a comparison of packings tells people, for terminal and page alike. */
final class PackingTables {
  /** What the abstract claims. */
  static final double PAPER_REDUCTION = 0.995;

  private final PackingComparisonReport report;

  PackingTables(PackingComparisonReport report) {
    this.report = report;
  }

  /** A table: its title, its column titles and rows of as many cells. */
  record Content(String title, List<String> columns, List<List<String>> rows) {}

  /** All tables in reading order. */
  List<Content> all() {
    List<Content> tables = new ArrayList<>(List.of(times(), costs(), setups()));
    if (!report.reductions().isEmpty()) {
      tables.add(reductions());
    }
    return tables;
  }

  /** The advice, then what it is for the server's work alone and for the reference engine. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (Crossover crossover : report.crossovers()) {
      String sentence = crossover.sentence();
      if (crossover.elementWise() == Method.REFERENCE) {
        sentence = "Without the batch engine" + part(crossover) + ": " + sentence;
      } else if (crossover.time().equals(Crossover.EVALUATION)) {
        sentence = "By the server's time alone: " + sentence;
      }
      sentences.add(sentence);
    }
    return sentences;
  }

  private static String part(Crossover crossover) {
    return crossover.time().equals(Crossover.EVALUATION) ? ", by the server's time alone" : "";
  }

  private Content times() {
    List<List<String>> rows = new ArrayList<>();
    for (Cell cell : byImages()) {
      String mark = cell.extrapolated() ? "~" : "";
      rows.add(
          List.of(
              cell.method().words(),
              images(cell),
              mark + Quantity.seconds(cell.totalSeconds()),
              mark + milliseconds(cell.secondsPerImage()),
              mark + Quantity.seconds(cell.encryptSeconds()),
              mark + Quantity.seconds(cell.evaluateSeconds()),
              mark + Quantity.seconds(cell.decryptSeconds()),
              cell.basis().words()));
    }
    return new Content(
        "Seconds (~ is extrapolated)",
        List.of(
            "packing",
            "images",
            "total",
            "ms per image",
            "encrypt",
            "evaluate",
            "decrypt",
            "times are"),
        rows);
  }

  private Content costs() {
    List<List<String>> rows = new ArrayList<>();
    for (Cell cell : byImages()) {
      Double error = cell.maxScoreError();
      rows.add(
          List.of(
              cell.method().words(),
              images(cell),
              Quantity.bytes(Math.round(cell.bytesPerImage())),
              Quantity.bytes(cell.batchBytes()),
              Quantity.bytes(cell.scoreBytes()),
              cell.peakMemoryBytes() == null ? "" : Quantity.bytes(cell.peakMemoryBytes()),
              cell.accuracy() == null ? "" : Quantity.percent(cell.accuracy()),
              cell.labelDisagreements() == null
                  ? ""
                  : "%d of %d".formatted(cell.labelDisagreements(), cell.measuredImages()),
              error == null
                  ? ""
                  : Quantity.number(error) + ", " + Quantity.percent(error / report.scoreRange())));
    }
    String plaintext =
        report.plaintextAccuracy() == null ? "" : " (plaintext: %s)".formatted(report.plaintext());
    return new Content(
        "Bytes moved, memory and scores" + plaintext,
        List.of(
            "packing",
            "images",
            "bytes per image",
            "batch",
            "scores",
            "peak memory",
            "accuracy",
            "labels that differ",
            "largest error"),
        rows);
  }

  private Content setups() {
    List<List<String>> rows = new ArrayList<>();
    for (Setup setup : report.setups()) {
      Double predicted = setup.predictedEvaluateSeconds();
      Double prepare = setup.prepareSeconds();
      Long server = setup.plannedServerBytes();
      rows.add(
          List.of(
              setup.method().words(),
              Quantity.count(setup.images()),
              Quantity.count(setup.parameters().ringDimension()),
              "%d + %d bits"
                  .formatted(
                      setup.parameters().modulusBits(), setup.parameters().specialModulusBits()),
              Quantity.count(setup.ciphertexts()),
              Quantity.seconds(setup.planSeconds()),
              Quantity.seconds(setup.keygenSeconds()),
              prepare == null ? "" : Quantity.seconds(prepare),
              Quantity.bytes(setup.keyBytes()),
              server == null ? "" : Quantity.bytes(server),
              predicted == null ? "" : Quantity.seconds(predicted)));
    }
    return new Content(
        "Once, before any batch",
        List.of(
            "packing",
            "from images",
            "ring dimension",
            "modulus + special",
            "ciphertexts sent",
            "plan",
            "keygen",
            "prepare",
            "keys",
            "server memory by the plan",
            "evaluate by operation counts"),
        rows);
  }

  private Content reductions() {
    List<List<String>> rows = new ArrayList<>();
    for (Reduction reduction : report.reductions()) {
      rows.add(
          List.of(
              reduction.channelWise().words(),
              reduction.time(),
              milliseconds(reduction.secondsPerImage()),
              percent(reduction.reduction()) + ", " + factor(reduction.speedUp()),
              both(reduction.reductionByPacking(), reduction.speedUpByPacking()),
              both(reduction.reductionByEngine(), reduction.speedUpByEngine())));
    }
    return new Content(
        "Less time for an image at %s images, batch engine against channel-wise packing"
            .formatted(Quantity.count(report.reductions().getFirst().images())),
        List.of(
            "against",
            "time",
            "its ms per image",
            "reduction",
            "by packing alone",
            "then by the batch engine"),
        rows);
  }

  /** How to read the tables. */
  List<String> explanations() {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        String.format(
            Locale.ROOT,
            "Times are wall-clock and from file to file, checks included; total is encryption,"
                + " evaluation and decryption. A batch that would have taken more than %s seconds"
                + " was not run. Times marked ~ were not measured on that batch: 'per image' is"
                + " linear in the images; 'per group of ciphertexts' is that of another batch, as a"
                + " group takes equally long however many slots are used; 'operation counts' adds"
                + " up single operations, each measured on its own. Accuracy, labels and errors are"
                + " those of the images that were run; peak memory is that of the whole process,"
                + " client and server in one, mapped files included.",
            Quantity.number(report.mostSeconds())));
    if (!report.reductions().isEmpty()) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "The paper (arXiv 2403.10920) states in its abstract %s less amortised time at 4,096"
                  + " images than the most efficient channel-wise method. Only the abstract is"
                  + " known to us: its network, parameters, machine, and what its time includes"
                  + " differ from these or may. By packing alone compares channel-wise packing with"
                  + " the reference engine, both one OpenFHE call for each operation.",
              percent(PAPER_REDUCTION)));
    }
    return sentences;
  }

  private List<Cell> byImages() {
    return report.cells().stream()
        .sorted(Comparator.comparingInt(Cell::images).thenComparing(Cell::method))
        .toList();
  }

  private static String images(Cell cell) {
    return Quantity.count(cell.images());
  }

  private static String milliseconds(double seconds) {
    double value = 1000 * seconds;
    return value < 1000 ? Quantity.number(value) : Quantity.count(Math.round(value));
  }

  private static String both(@Nullable Double share, @Nullable Double factor) {
    return share == null || factor == null ? "" : percent(share) + ", " + factor(factor);
  }

  /** A share that is close to 1 is told more exactly. */
  private static String percent(double share) {
    return String.format(Locale.ROOT, share >= 0.99 ? "%.2f %%" : "%.1f %%", 100 * share);
  }

  private static String factor(double factor) {
    return String.format(Locale.ROOT, factor < 10 ? "%.2f times" : "%.0f times", factor);
  }
}
