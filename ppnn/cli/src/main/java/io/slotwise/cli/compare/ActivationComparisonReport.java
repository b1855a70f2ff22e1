package io.slotwise.cli.compare;

import io.slotwise.cli.report.Facts;
import io.slotwise.cli.report.Quantity;
import io.slotwise.cli.report.Report;
import io.slotwise.cli.report.Table;
import io.slotwise.training.Range;
import io.slotwise.training.comparison.ComparisonRequest;
import io.slotwise.training.comparison.ComparisonResult;
import io.slotwise.training.data.Dataset;
import io.slotwise.training.distillation.Distillation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Activations side by side.
 *
 * @param dataset name of the data set
 * @param network name of the network
 * @param multiplyAdds of one input
 * @param degree of trained polynomials
 * @param epochs passes over the training examples
 * @param reluEpochs epochs of ReLU that networks started from
 * @param replacementEpochs epochs over which ReLU faded out
 * @param recipe how weights were fitted, in words
 * @param teacher the teacher's file name; null without one
 * @param temperature of the distillation; null without one
 * @param distillationWeight of the teacher against labels; null without one
 * @param groups the trainings that differ in nothing but the seed, together
 * @param notices what else the reader should know, in sentences
 */
public record ActivationComparisonReport(
    String dataset,
    String network,
    long multiplyAdds,
    int degree,
    int epochs,
    int reluEpochs,
    int replacementEpochs,
    String recipe,
    @Nullable String teacher,
    @Nullable Double temperature,
    @Nullable Double distillationWeight,
    List<Group> groups,
    List<String> notices)
    implements Report {
  /**
   * Trainings that differ in nothing but the seed.
   *
   * @param activation name of the activation
   * @param distilled whether they learnt from the teacher too
   * @param validationAccuracy mean share of validation examples classified rightly, 0 to 1
   * @param validationDeviation standard deviation of a single training; null for one training
   * @param testAccuracy the same of the test examples
   * @param testDeviation likewise
   * @param trainings each of them
   */
  public record Group(
      String activation,
      boolean distilled,
      double validationAccuracy,
      @Nullable Double validationDeviation,
      double testAccuracy,
      @Nullable Double testDeviation,
      List<Training> trainings) {
    /** What tables and plots call it. */
    public String name() {
      return activation + (distilled ? ", distilled" : "");
    }
  }

  /**
   * One training.
   *
   * @param seed what all chance was drawn from
   * @param model the model's file name
   * @param validationAccuracy share classified rightly, 0 to 1
   * @param testAccuracy share classified rightly, 0 to 1
   * @param preActivationRanges smallest and largest number that each activation was given on the
   *     test set
   */
  public record Training(
      long seed,
      String model,
      double validationAccuracy,
      double testAccuracy,
      List<double[]> preActivationRanges) {}

  /** Sums up results. */
  public static ActivationComparisonReport of(
      ComparisonRequest request, List<ComparisonResult> results) {
    Map<String, List<ComparisonResult>> grouped = new LinkedHashMap<>();
    for (ComparisonResult result : results) {
      String key = result.trained().activation().id() + result.trained().distilled();
      grouped.computeIfAbsent(key, _ -> new ArrayList<>()).add(result);
    }
    Distillation distillation = request.distillation();
    return new ActivationComparisonReport(
        request.dataset().id(),
        request.network().id(),
        request.network().multiplyAdds(),
        request.degree(),
        request.epochs(),
        request.reluEpochs(),
        request.replacementEpochs(),
        request.recipe().toString(),
        distillation == null ? null : String.valueOf(distillation.teacher().getFileName()),
        distillation == null ? null : distillation.temperature(),
        distillation == null ? null : distillation.weight(),
        grouped.values().stream().map(ActivationComparisonReport::group).toList(),
        notices(request));
  }

  private static List<String> notices(ComparisonRequest request) {
    List<String> notices = new ArrayList<>();
    notices.add(
        "Accuracies are means over seeds, with the standard deviation of a single training. Choices"
            + " belong to the validation accuracy; the test set was read once for each model.");
    if (request.reluEpochs() > 0) {
      notices.add(
          "Networks started from ReLU networks of %d epochs; networks of ReLU were trained for %d."
              .formatted(request.reluEpochs(), request.reluEpochs() + request.epochs()));
    }
    if (request.dataset() == Dataset.CIFAR10) {
      notices.add(
          "If these CIFAR-10 images went through JPEG, accuracies do not compare with those on the"
              + " original ones.");
    }
    return notices;
  }

  private static Group group(List<ComparisonResult> results) {
    double[] validation =
        results.stream().mapToDouble(ComparisonResult::validationAccuracy).toArray();
    double[] test = results.stream().mapToDouble(ComparisonResult::testAccuracy).toArray();
    return new Group(
        results.getFirst().trained().activation().id(),
        results.getFirst().trained().distilled(),
        mean(validation),
        deviation(validation),
        mean(test),
        deviation(test),
        results.stream().map(ActivationComparisonReport::training).toList());
  }

  private static Training training(ComparisonResult result) {
    return new Training(
        result.trained().seed(),
        String.valueOf(result.model().getFileName()),
        result.validationAccuracy(),
        result.testAccuracy(),
        result.preActivations().stream().map(ActivationComparisonReport::ends).toList());
  }

  private static double[] ends(Range range) {
    return new double[] {range.low(), range.high()};
  }

  static double mean(double... values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** The standard deviation estimated from a sample; null for a single value. */
  static @Nullable Double deviation(double... values) {
    if (values.length < 2) {
      return null;
    }
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (values.length - 1));
  }

  @Override
  public List<String> paragraphs() {
    Facts facts =
        Facts.about("network", "%s on %s".formatted(network, dataset))
            .and("multiply-adds", String.format(Locale.ROOT, "%,d", multiplyAdds))
            .and("epochs", epochs);
    if (teacher != null) {
      facts.and(
          "teacher",
          "%s, temperature %s, weight %s".formatted(teacher, temperature, distillationWeight));
    }
    List<String> paragraphs = new ArrayList<>(List.of(facts.toString(), table()));
    paragraphs.addAll(notices);
    return paragraphs;
  }

  private String table() {
    Table table =
        Table.withColumns("activation", "trainings", "validation", "test", "largest input");
    for (Group group : groups) {
      table.row(
          group.name(),
          group.trainings().size(),
          accuracy(group.validationAccuracy(), group.validationDeviation()),
          accuracy(group.testAccuracy(), group.testDeviation()),
          Quantity.number(largest(group)));
    }
    return table.toString();
  }

  static String accuracy(double mean, @Nullable Double deviation) {
    return deviation == null
        ? Quantity.percent(mean)
        : String.format(Locale.ROOT, "%s ± %.2f", Quantity.percent(mean), 100 * deviation);
  }

  /** The largest number that any activation of any of the trainings was given. */
  static double largest(Group group) {
    return group.trainings().stream()
        .flatMap(training -> training.preActivationRanges().stream())
        .mapToDouble(range -> Math.max(-range[0], range[1]))
        .max()
        .orElse(0);
  }
}
