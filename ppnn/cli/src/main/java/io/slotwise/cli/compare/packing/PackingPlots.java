package io.slotwise.cli.compare.packing;

import io.slotwise.cli.compare.DataUri;
import io.slotwise.cli.report.Quantity;
import java.awt.Color;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Plots over the number of images, on logarithmic axes, as data URIs. */
final class PackingPlots {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 480;

  private static final Map<Method, Color> COLOURS =
      Map.of(
          Method.ONE_CHANNEL, new Color(0xd9, 0x8a, 0x00),
          Method.MULTIPLEXED, new Color(0xc0, 0x39, 0x2b),
          Method.REFERENCE, new Color(0x7f, 0x8c, 0x8d),
          Method.BATCH, new Color(0x2a, 0x5d, 0xb0));

  private final PackingComparisonReport report;
  private final ToDoubleFunction<Cell> height;
  private final XYChart chart;

  private PackingPlots(PackingComparisonReport report, String y, ToDoubleFunction<Cell> height) {
    this.report = report;
    this.height = height;
    chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle("images in the batch")
            .yAxisTitle(y)
            .theme(ChartTheme.XChart)
            .build();
    // A formatting function would make XChart draw the axes linear.
    chart.getStyler().setXAxisDecimalPattern("#,##0").setYAxisDecimalPattern("#,##0.#####");
    chart
        .getStyler()
        .setXAxisLogarithmic(true)
        .setYAxisLogarithmic(true)
        .setLegendPosition(LegendPosition.OutsideS)
        .setChartBackgroundColor(Color.WHITE);
    for (Method method : Method.values()) {
      draw(method);
    }
  }

  /** Seconds of a batch, with the crossovers. */
  static String total(PackingComparisonReport report) {
    return withCrossovers(report, "seconds of the batch", Cell::totalSeconds);
  }

  /** Seconds of an image, with the crossovers. */
  static String perImage(PackingComparisonReport report) {
    return withCrossovers(report, "seconds per image", Cell::secondsPerImage);
  }

  /** KiB of an image. */
  static String bytesPerImage(PackingComparisonReport report) {
    return DataUri.of(
        new PackingPlots(report, "KiB per image", cell -> cell.bytesPerImage() / 1024).chart);
  }

  private static String withCrossovers(
      PackingComparisonReport report, String y, ToDoubleFunction<Cell> height) {
    PackingPlots plots = new PackingPlots(report, y, height);
    for (Crossover crossover : report.crossovers()) {
      if (crossover.images() != null && crossover.time().equals(Crossover.TOTAL)) {
        plots.mark(crossover.elementWise(), crossover.images());
      }
    }
    return DataUri.of(plots.chart);
  }

  private void draw(Method method) {
    List<Cell> line = cells(cell -> cell.method() == method);
    if (line.isEmpty()) {
      return;
    }
    add(method.words(), method, line, SeriesMarkers.NONE);
    points(method, false, SeriesMarkers.CIRCLE);
    points(method, true, SeriesMarkers.CROSS);
  }

  private void points(Method method, boolean extrapolated, Marker marker) {
    List<Cell> some = cells(cell -> cell.method() == method && cell.extrapolated() == extrapolated);
    if (!some.isEmpty()) {
      String name = method.words() + (extrapolated ? ", extrapolated" : ", measured");
      XYSeries series = add(name, method, some, marker);
      series.setLineStyle(SeriesLines.NONE);
      series.setShowInLegend(false);
    }
  }

  private List<Cell> cells(Predicate<Cell> wanted) {
    return report.cells().stream()
        .filter(wanted)
        .sorted(Comparator.comparingInt(Cell::images))
        .toList();
  }

  private XYSeries add(String name, Method method, List<Cell> cells, Marker marker) {
    XYSeries series =
        chart.addSeries(
            name,
            cells.stream().mapToDouble(Cell::images).toArray(),
            cells.stream().mapToDouble(height).toArray());
    Color colour = COLOURS.get(method);
    series.setMarker(marker).setMarkerColor(colour).setLineColor(colour);
    series.setLineStyle(SeriesLines.SOLID);
    return series;
  }

  /** A vertical line from the lowest point of the plot to the highest. */
  private void mark(Method method, int images) {
    double[] heights = report.cells().stream().mapToDouble(height).sorted().toArray();
    XYSeries series =
        chart.addSeries(
            "from %s: %s".formatted(Quantity.count(images), method.words()),
            new double[] {images, images},
            new double[] {heights[0], heights[heights.length - 1]});
    series.setMarker(SeriesMarkers.NONE).setLineColor(COLOURS.get(method));
    series.setLineStyle(SeriesLines.DASH_DASH);
  }
}
