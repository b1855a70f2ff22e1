package io.slotwise.cli.compare;

import io.slotwise.cli.compare.ActivationComparisonReport.Group;
import io.slotwise.cli.compare.ActivationComparisonReport.Training;
import io.slotwise.cli.report.Quantity;
import io.slotwise.model.Network;
import io.slotwise.model.PolynomialActivation;
import io.slotwise.model.onnx.OnnxReader;
import io.slotwise.training.comparison.ComparisonResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The comparison of activations as one HTML file that needs nothing else: plots are within it. */
public final class ActivationComparisonPage {
  private static final String STYLE =
      "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
          + "table{border-collapse:collapse}td,th{padding:.2rem .8rem;text-align:right;"
          + "border-bottom:1px solid #ccc}td:first-child,th:first-child{text-align:left}"
          + "img{max-width:100%}figure{margin:1rem 0}figcaption{color:#555}";

  private final StringBuilder html = new StringBuilder();

  private ActivationComparisonPage() {}

  /**
   * Draws the page.
   *
   * @param report what is told
   * @param results where the models are whose coefficients are pictured
   * @return HTML
   */
  public static String of(ActivationComparisonReport report, List<ComparisonResult> results) {
    ActivationComparisonPage page = new ActivationComparisonPage();
    page.write(report, results);
    return page.html.toString();
  }

  private void write(ActivationComparisonReport report, List<ComparisonResult> results) {
    String title = "Activations of %s on %s".formatted(report.network(), report.dataset());
    html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
        .append(escaped(title))
        .append("</title><style>")
        .append(STYLE)
        .append("</style></head><body>\n");
    element("h1", title);
    element(
        "p",
        String.format(
            Locale.ROOT,
            "%,d multiply-adds an input; %d epochs, %d of ReLU before them; degree %d. %s",
            report.multiplyAdds(),
            report.epochs(),
            report.reluEpochs(),
            report.degree(),
            report.recipe()));
    if (report.teacher() != null) {
      element(
          "p",
          "Teacher: %s, temperature %s, weight %s."
              .formatted(report.teacher(), report.temperature(), report.distillationWeight()));
    }
    report.notices().forEach(notice -> element("p", notice));
    element("h2", "Accuracy");
    figure(ActivationPlots.accuracies(report.groups()), "Mean over seeds on the test set.");
    accuracies(report.groups());
    element("h2", "What activations are given");
    figure(
        ActivationPlots.ranges(report.groups()),
        "Largest absolute value on the test set, mean over seeds, layer by layer.");
    coefficients(results);
    html.append("</body></html>\n");
  }

  private void accuracies(List<Group> groups) {
    html.append("<table><tr><th>activation</th><th>seed</th><th>validation</th><th>test</th></tr>");
    for (Group group : groups) {
      for (Training training : group.trainings()) {
        row(
            group.name(),
            String.valueOf(training.seed()),
            Quantity.percent(training.validationAccuracy()),
            Quantity.percent(training.testAccuracy()));
      }
      row(
          group.name(),
          "mean",
          ActivationComparisonReport.accuracy(
              group.validationAccuracy(), group.validationDeviation()),
          ActivationComparisonReport.accuracy(group.testAccuracy(), group.testDeviation()));
    }
    html.append("</table>\n");
  }

  /** Pictures the coefficients of each group's first training. */
  private void coefficients(List<ComparisonResult> results) {
    long first = results.getFirst().trained().seed();
    element("h2", "Learned coefficients");
    element(
        "p",
        "Of the first seed. One tile a channel, one pixel an element; blue is negative, white zero,"
            + " red positive, each picture on its own scale.");
    for (ComparisonResult result : results) {
      if (result.trained().seed() == first && result.trained().activation().hasCoefficients()) {
        element("h3", result.trained().name());
        coefficients(result.model());
      }
    }
  }

  private void coefficients(Path model) {
    for (Network.Node node : OnnxReader.read(model).nodes()) {
      if (node.layer() instanceof PolynomialActivation activation) {
        for (int power = activation.degree(); power >= 0; power--) {
          double size = ActivationPlots.size(activation, power);
          figure(
              ActivationPlots.coefficients(activation, power),
              String.format(
                  Locale.ROOT,
                  "%s, coefficient of x^%d, from -%.3g to %.3g",
                  activation.name(),
                  power,
                  size,
                  size));
        }
      }
    }
  }

  private void figure(String image, String caption) {
    html.append("<figure><img alt=\"")
        .append(escaped(caption))
        .append("\" src=\"")
        .append(image)
        .append("\"><figcaption>")
        .append(escaped(caption))
        .append("</figcaption></figure>\n");
  }

  private void element(String tag, String text) {
    html.append('<').append(tag).append('>').append(escaped(text));
    html.append("</").append(tag).append(">\n");
  }

  private void row(String... cells) {
    html.append("<tr>");
    for (String cell : cells) {
      html.append("<td>").append(escaped(cell)).append("</td>");
    }
    html.append("</tr>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
