package io.slotwise.cli.compare.packing;

import io.slotwise.cli.report.Facts;
import io.slotwise.cli.report.Quantity;
import io.slotwise.cli.report.Report;
import io.slotwise.cli.report.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packings side by side.
 *
 * @param model the model's file name
 * @param security OpenFHE's name of the security level of all
 * @param threads how many worked at once
 * @param processor the CPU's name
 * @param kernel the batch engine's
 * @param mostSeconds batches that would take longer were extrapolated
 * @param plaintextAccuracy of the float network; null without labels
 * @param scoreRange largest minus smallest score of the float network
 * @param advice which packing to use for how many images; null if one kind of packing is missing
 * @param setups what is done before any batch
 * @param cells each method at each batch size
 * @param crossovers from how many images on element-wise packing is faster
 * @param reductions of the time of an image at the largest batch
 * @param notices what else the user should know, in sentences
 */
public record PackingComparisonReport(
    String model,
    String security,
    int threads,
    String processor,
    String kernel,
    double mostSeconds,
    @Nullable Double plaintextAccuracy,
    double scoreRange,
    @Nullable String advice,
    List<Setup> setups,
    List<Cell> cells,
    List<Crossover> crossovers,
    List<Reduction> reductions,
    List<String> notices)
    implements Report {

  @Override
  public List<String> paragraphs() {
    List<String> paragraphs = new ArrayList<>();
    paragraphs.add(
        Facts.about("model", model)
            .and("security", security)
            .and("machine", "%d thread(s) of %s".formatted(threads, processor))
            .and("kernel of the batch engine", kernel)
            .toString());
    PackingTables tables = new PackingTables(this);
    paragraphs.addAll(tables.sentences());
    for (PackingTables.Content table : tables.all()) {
      paragraphs.add(table.title() + "\n" + text(table));
    }
    paragraphs.addAll(tables.explanations());
    paragraphs.addAll(notices);
    return paragraphs;
  }

  private static String text(PackingTables.Content content) {
    Table table = Table.withColumns(content.columns().toArray(String[]::new));
    content.rows().forEach(row -> table.row(row.toArray()));
    return table.toString();
  }

  /** The accuracy in plaintext in words. */
  String plaintext() {
    return plaintextAccuracy == null ? "" : Quantity.percent(plaintextAccuracy);
  }
}
