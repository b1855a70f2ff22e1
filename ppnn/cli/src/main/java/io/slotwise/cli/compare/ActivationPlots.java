package io.slotwise.cli.compare;

import io.slotwise.cli.compare.ActivationComparisonReport.Group;
import io.slotwise.model.PolynomialActivation;
import io.slotwise.model.Shape;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.Styler.ChartTheme;

/** Plots as data URIs, for pages that need no other file. */
final class ActivationPlots {
  private static final int WIDTH = 800;
  private static final int HEIGHT = 400;

  /** Pixels that a tile of coefficients is at least wide. */
  private static final int TILE = 16;

  /** Pictures are at most so many pixels wide. */
  private static final int WIDEST = 900;

  private ActivationPlots() {}

  /** Test accuracies with their spread. */
  static String accuracies(List<Group> groups) {
    List<String> names = groups.stream().map(Group::activation).distinct().toList();
    CategoryChart chart = chart("activation", "test accuracy, %");
    double lowest = 100;
    double highest = 0;
    for (boolean distilled : new boolean[] {false, true}) {
      List<String> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      List<Double> spread = new ArrayList<>();
      for (String name : names) {
        for (Group group : groups) {
          if (group.activation().equals(name) && group.distilled() == distilled) {
            double deviation = group.testDeviation() == null ? 0 : group.testDeviation();
            x.add(name);
            y.add(100 * group.testAccuracy());
            spread.add(100 * deviation);
            lowest = Math.min(lowest, 100 * (group.testAccuracy() - deviation));
            highest = Math.max(highest, 100 * (group.testAccuracy() + deviation));
          }
        }
      }
      if (!x.isEmpty()) {
        chart
            .addSeries(distilled ? "distilled" : "from labels", x, y, spread)
            .setChartCategorySeriesRenderStyle(CategorySeriesRenderStyle.Scatter);
      }
    }
    chart.getStyler().setYAxisMin(Math.floor(lowest - 0.5)).setYAxisMax(Math.ceil(highest + 0.5));
    return DataUri.of(chart);
  }

  /** Largest inputs of each activation layer. */
  static String ranges(List<Group> groups) {
    CategoryChart chart = chart("activation layer", "largest absolute input");
    for (Group group : groups) {
      int layers = group.trainings().getFirst().preActivationRanges().size();
      List<Integer> x = IntStream.rangeClosed(1, layers).boxed().toList();
      List<Double> y = new ArrayList<>();
      for (int layer = 0; layer < layers; layer++) {
        int index = layer;
        y.add(
            group.trainings().stream()
                .map(training -> training.preActivationRanges().get(index))
                .mapToDouble(range -> Math.max(-range[0], range[1]))
                .average()
                .orElse(0));
      }
      chart.addSeries(group.name(), x, y);
    }
    return DataUri.of(chart);
  }

  private static CategoryChart chart(String x, String y) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .theme(ChartTheme.XChart)
            .build();
    chart.getStyler().setYAxisDecimalPattern("0.0").setChartBackgroundColor(Color.WHITE);
    return chart;
  }

  /** The largest size of an activation's coefficients of one power. */
  static double size(PolynomialActivation activation, int power) {
    return IntStream.range(0, activation.inputShape().size())
        .mapToDouble(element -> Math.abs(activation.coefficient(power, element)))
        .max()
        .orElse(0);
  }

  /** The coefficients of one power as a picture: channels are tiles, elements pixels of them. */
  static String coefficients(PolynomialActivation activation, int power) {
    Shape shape = activation.inputShape();
    int channels = shape.get(0);
    int height = shape.rank() == 3 ? shape.get(1) : 1;
    int width = shape.rank() == 3 ? shape.get(2) : 1;
    int zoom = Math.max(1, TILE / Math.max(height, width));
    int perRow = Math.min(channels, WIDEST / (zoom * width + 1));
    int rows = Math.ceilDiv(channels, perRow);
    BufferedImage image =
        new BufferedImage(
            perRow * (zoom * width + 1), rows * (zoom * height + 1), BufferedImage.TYPE_INT_RGB);
    int[] grey = new int[image.getWidth() * image.getHeight()];
    Arrays.fill(grey, Color.LIGHT_GRAY.getRGB());
    image.setRGB(0, 0, image.getWidth(), image.getHeight(), grey, 0, image.getWidth());
    double size = Math.max(Double.MIN_NORMAL, size(activation, power));
    for (int element = 0; element < shape.size(); element++) {
      int channel = element / (height * width);
      int left = channel % perRow * (zoom * width + 1) + element % width * zoom;
      int top = channel / perRow * (zoom * height + 1) + element / width % height * zoom;
      int colour = colour(activation.coefficient(power, element) / size);
      for (int pixel = 0; pixel < zoom * zoom; pixel++) {
        image.setRGB(left + pixel % zoom, top + pixel / zoom, colour);
      }
    }
    return DataUri.of(image);
  }

  /** Blue for -1 by way of white to red for 1. */
  private static int colour(double value) {
    int fade = (int) Math.round(255 * (1 - Math.min(1, Math.abs(value))));
    return value < 0 ? fade << 16 | fade << 8 | 255 : 255 << 16 | fade << 8 | fade;
  }
}
