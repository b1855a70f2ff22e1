package io.slotwise.cli.compare.packing;

import io.slotwise.cli.compare.HtmlPage;
import java.util.List;

/** The comparison of packings as one HTML file that needs nothing else. */
public final class PackingPage {
  private PackingPage() {}

  /** Draws the page. */
  public static String of(PackingComparisonReport report) {
    PackingTables tables = new PackingTables(report);
    HtmlPage page =
        HtmlPage.titled("Which packing for how many images: %s".formatted(report.model()));
    List<String> sentences = tables.sentences();
    for (int i = 0; i < sentences.size(); i++) {
      if (i == 0) {
        page.answer(sentences.get(i));
      } else {
        page.element("p", sentences.get(i));
      }
    }
    page.element(
        "p",
        "%s, %d thread(s) of %s, kernel %s of the batch engine."
            .formatted(report.security(), report.threads(), report.processor(), report.kernel()));
    report.notices().forEach(notice -> page.element("p", notice));
    page.element("h2", "Time of a batch")
        .figure(
            PackingPlots.total(report),
            "Encryption, evaluation and decryption. Dots were measured, crosses extrapolated; the"
                + " vertical lines are where element-wise packing becomes the faster.");
    page.element("h2", "Time of an image")
        .figure(PackingPlots.perImage(report), "The same over the number of images.");
    page.element("h2", "Bytes moved for an image")
        .figure(
            PackingPlots.bytesPerImage(report),
            "Encrypted inputs and scores over the number of images; without keys. Lines that"
                + " coincide hide each other.");
    for (PackingTables.Content table : tables.all()) {
      page.element("h2", table.title()).table(table.columns(), table.rows());
    }
    tables.explanations().forEach(text -> page.element("p", text));
    return page.toString();
  }
}
