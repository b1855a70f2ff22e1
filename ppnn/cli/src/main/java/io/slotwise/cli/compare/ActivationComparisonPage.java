package io.slotwise.cli.compare;

import io.slotwise.cli.compare.ActivationComparisonReport.Group;
import io.slotwise.cli.compare.ActivationComparisonReport.Training;
import io.slotwise.cli.report.Quantity;
import io.slotwise.model.Network;
import io.slotwise.model.PolynomialActivation;
import io.slotwise.model.onnx.OnnxReader;
import io.slotwise.training.comparison.ComparisonResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The comparison of activations as one HTML file that needs nothing else: plots are within it. */
public final class ActivationComparisonPage {
  private final HtmlPage html;

  private ActivationComparisonPage(HtmlPage html) {
    this.html = html;
  }

  /**
   * Draws the page.
   *
   * @param report what is told
   * @param results where the models are whose coefficients are pictured
   * @return HTML
   */
  public static String of(ActivationComparisonReport report, List<ComparisonResult> results) {
    HtmlPage html =
        HtmlPage.titled("Activations of %s on %s".formatted(report.network(), report.dataset()));
    new ActivationComparisonPage(html).write(report, results);
    return html.toString();
  }

  private void write(ActivationComparisonReport report, List<ComparisonResult> results) {
    html.element(
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
      html.element(
          "p",
          "Teacher: %s, temperature %s, weight %s."
              .formatted(report.teacher(), report.temperature(), report.distillationWeight()));
    }
    report.notices().forEach(notice -> html.element("p", notice));
    html.element("h2", "Accuracy");
    html.figure(ActivationPlots.accuracies(report.groups()), "Mean over seeds on the test set.");
    accuracies(report.groups());
    html.element("h2", "What activations are given");
    html.figure(
        ActivationPlots.ranges(report.groups()),
        "Largest absolute value on the test set, mean over seeds, layer by layer.");
    coefficients(results);
  }

  private void accuracies(List<Group> groups) {
    List<List<String>> rows = new ArrayList<>();
    for (Group group : groups) {
      for (Training training : group.trainings()) {
        rows.add(
            List.of(
                group.name(),
                String.valueOf(training.seed()),
                Quantity.percent(training.validationAccuracy()),
                Quantity.percent(training.testAccuracy())));
      }
      rows.add(
          List.of(
              group.name(),
              "mean",
              ActivationComparisonReport.accuracy(
                  group.validationAccuracy(), group.validationDeviation()),
              ActivationComparisonReport.accuracy(group.testAccuracy(), group.testDeviation())));
    }
    html.table(List.of("activation", "seed", "validation", "test"), rows);
  }

  /** Pictures the coefficients of each group's first training. */
  private void coefficients(List<ComparisonResult> results) {
    long first = results.getFirst().trained().seed();
    html.element("h2", "Learned coefficients");
    html.element(
        "p",
        "Of the first seed. One tile a channel, one pixel an element; blue is negative, white zero,"
            + " red positive, each picture on its own scale.");
    for (ComparisonResult result : results) {
      if (result.trained().seed() == first && result.trained().activation().hasCoefficients()) {
        html.element("h3", result.trained().name());
        coefficients(result.model());
      }
    }
  }

  private void coefficients(Path model) {
    for (Network.Node node : OnnxReader.read(model).nodes()) {
      if (node.layer() instanceof PolynomialActivation activation) {
        for (int power = activation.degree(); power >= 0; power--) {
          double size = ActivationPlots.size(activation, power);
          html.figure(
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
}
