package io.slotwise.cli.compare.packing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.slotwise.cli.report.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * From how many images on an element-wise method is faster than the best channel-wise one, for all
 * numbers of images up to the largest compared.
 *
 * @param elementWise the method that large batches are for
 * @param channelWise the best method below that; at the smallest size if nothing is below
 * @param time what was compared: {@code total} or {@code evaluation}
 * @param images the first number of images; null if there is none among those compared
 * @param smallest the smallest number of images compared
 * @param largest the largest number of images compared
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Crossover(
    Method elementWise,
    Method channelWise,
    String time,
    @Nullable Integer images,
    int smallest,
    int largest) {

  /** Of encryption, evaluation and decryption together. */
  static final String TOTAL = "total";

  /** Of the server's work alone. */
  static final String EVALUATION = "evaluation";

  private record Named(Method method, Curve curve) {}

  /** Finds the crossovers of all element-wise methods; none if one kind of packing is missing. */
  static List<Crossover> of(List<Cell> cells) {
    List<Crossover> crossovers = new ArrayList<>();
    for (Method method : List.of(Method.BATCH, Method.REFERENCE)) {
      if (cells.stream().anyMatch(cell -> cell.method() == method)
          && cells.stream().anyMatch(cell -> cell.method().isChannelWise())) {
        crossovers.add(of(cells, method, TOTAL, Cell::totalSeconds));
        crossovers.add(of(cells, method, EVALUATION, Cell::evaluateSeconds));
      }
    }
    return crossovers;
  }

  private static Crossover of(
      List<Cell> cells, Method elementWise, String name, ToDoubleFunction<Cell> time) {
    List<Named> channelWise =
        cells.stream()
            .map(Cell::method)
            .filter(Method::isChannelWise)
            .distinct()
            .map(method -> new Named(method, Curve.of(cells, method, time)))
            .toList();
    Curve curve = Curve.of(cells, elementWise, time);
    int images = firstBelow(curve, channelWise.stream().map(Named::curve).toList());
    int below = Math.max(curve.first(), images - 1);
    Method best =
        channelWise.stream()
            .min(Comparator.comparingDouble(named -> named.curve().at(below)))
            .orElseThrow()
            .method();
    boolean found = images <= curve.last();
    return new Crossover(
        elementWise, best, name, found ? images : null, curve.first(), curve.last());
  }

  /**
   * The first number of images from which on one curve is below all others; one more than the last
   * if there is none. All curves cover the same numbers.
   */
  static int firstBelow(Curve curve, List<Curve> others) {
    int first = curve.last() + 1;
    while (first > curve.first() && isBelow(curve, others, first - 1)) {
      first--;
    }
    return first;
  }

  private static boolean isBelow(Curve curve, List<Curve> others, int images) {
    return others.stream().allMatch(other -> curve.at(images) < other.at(images));
  }

  /** The advice in one sentence. */
  String sentence() {
    if (images == null) {
      return "Use channel-wise packing (%s) for up to %s images, the most compared: element-wise packing (%s) is never faster."
          .formatted(variant(), Quantity.count(largest), engine());
    }
    if (images == smallest) {
      return "From %s on, the fewest compared, use element-wise packing (%s)."
          .formatted(images == 1 ? "1 image" : Quantity.count(images) + " images", engine());
    }
    return "%s channel-wise packing (%s), from %s on element-wise packing (%s)."
        .formatted(
            images == 2
                ? "For 1 image use"
                : "Up to %s images use".formatted(Quantity.count(images - 1)),
            variant(),
            Quantity.count(images),
            engine());
  }

  private String engine() {
    return elementWise.words().replace("element-wise, ", "");
  }

  private String variant() {
    return channelWise.words().replace("channel-wise, ", "");
  }
}
