package io.slotwise.cli.report;

import java.util.List;

/**
 * What a training came to.
 *
 * @param model the ONNX file written
 * @param dataset name of the data set
 * @param network name of the network
 * @param activation name of the activation
 * @param epochs passes over the training images
 * @param seed what all chance was drawn from
 * @param validationAccuracy share of the held-out training images classified rightly, 0 to 1
 * @param testAccuracy share of the test images classified rightly, 0 to 1
 * @param testImages how many test images there are
 * @param preActivationRanges smallest and largest number that each activation was given
 * @param precision what is left of the validation accuracy when weights are rounded
 * @param seconds what training, evaluation and export took
 */
public record TrainingReport(
    String model,
    String dataset,
    String network,
    String activation,
    int epochs,
    long seed,
    double validationAccuracy,
    double testAccuracy,
    int testImages,
    List<double[]> preActivationRanges,
    List<Precision> precision,
    double seconds)
    implements Report {
  /**
   * What the network makes of the validation examples at some precision.
   *
   * @param weightBits of a rounded weight, sign included
   * @param scoreNoise largest error added to a score
   * @param accuracy share classified rightly, 0 to 1
   * @param labelDisagreements how many are classified differently from exact weights
   * @param maxScoreError largest difference of a score
   * @param scoreRange largest minus smallest score with exact weights
   */
  public record Precision(
      int weightBits,
      double scoreNoise,
      double accuracy,
      int labelDisagreements,
      double maxScoreError,
      double scoreRange) {}

  @Override
  public List<String> paragraphs() {
    Facts facts =
        Facts.about("model", model)
            .and("trained", "%s, %s on %s".formatted(network, activation, dataset))
            .and("epochs", epochs)
            .and("seed", seed)
            .and("validation accuracy", Quantity.percent(validationAccuracy))
            .and(
                "test accuracy",
                "%s of %d images".formatted(Quantity.percent(testAccuracy), testImages))
            .and("seconds", Quantity.seconds(seconds));
    int number = 1;
    for (double[] range : preActivationRanges) {
      facts.and(
          "activation %d is given".formatted(number++),
          "%s to %s".formatted(Quantity.number(range[0]), Quantity.number(range[1])));
    }
    return precision.isEmpty()
        ? List.of(facts.toString())
        : List.of(facts.toString(), precisionTable());
  }

  private String precisionTable() {
    Table table =
        Table.withColumns(
            "weights rounded to",
            "validation accuracy",
            "labels changed",
            "largest score error",
            "of the range");
    for (Precision row : precision) {
      table.row(
          row.weightBits() + " bits",
          Quantity.percent(row.accuracy()),
          row.labelDisagreements(),
          Quantity.number(row.maxScoreError()),
          Quantity.percent(row.maxScoreError() / row.scoreRange()));
    }
    return table.toString();
  }
}
