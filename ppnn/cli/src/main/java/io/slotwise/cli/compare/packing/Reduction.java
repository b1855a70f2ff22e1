package io.slotwise.cli.compare.packing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * By how much the batch engine reduces the time of an image against channel-wise packing, and what
 * of it comes from where: packing alone (channel-wise to the reference engine, both one OpenFHE
 * call per operation), then the fused engine (reference engine to batch engine). A reduction is the
 * share of the time that is saved; the speed-ups of the two causes multiply.
 *
 * @param channelWise what is compared with
 * @param images at this batch size
 * @param time {@code total} or {@code evaluation}
 * @param secondsPerImage of channel-wise packing
 * @param reduction by both
 * @param reductionByPacking by packing alone; null without the reference engine
 * @param reductionByEngine of what is left, by the fused engine; null without the reference engine
 * @param speedUp by both, as a factor
 * @param speedUpByPacking by packing alone, as a factor
 * @param speedUpByEngine by the fused engine, as a factor
 * @param extrapolated whether any of the times is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Reduction(
    Method channelWise,
    int images,
    String time,
    double secondsPerImage,
    double reduction,
    @Nullable Double reductionByPacking,
    @Nullable Double reductionByEngine,
    double speedUp,
    @Nullable Double speedUpByPacking,
    @Nullable Double speedUpByEngine,
    boolean extrapolated) {

  /** The batch size of the paper's abstract. */
  static final int HEADLINE_IMAGES = 4096;

  /** Reductions against each channel-wise method at one batch size; none without batch engine. */
  static List<Reduction> of(List<Cell> cells, int images) {
    List<Reduction> reductions = new ArrayList<>();
    for (Method method : Method.values()) {
      Optional<Cell> channelWise = find(cells, method, images).filter(c -> method.isChannelWise());
      Optional<Cell> batch = find(cells, Method.BATCH, images);
      if (channelWise.isPresent() && batch.isPresent()) {
        Cell reference = find(cells, Method.REFERENCE, images).orElse(null);
        reductions.add(
            of(
                channelWise.get(),
                reference,
                batch.get(),
                Crossover.EVALUATION,
                Cell::evaluateSeconds));
        reductions.add(
            of(channelWise.get(), reference, batch.get(), Crossover.TOTAL, Cell::totalSeconds));
      }
    }
    return reductions;
  }

  private static Optional<Cell> find(List<Cell> cells, Method method, int images) {
    return cells.stream().filter(c -> c.method() == method && c.images() == images).findFirst();
  }

  private static Reduction of(
      Cell channelWise,
      @Nullable Cell reference,
      Cell batch,
      String name,
      ToDoubleFunction<Cell> time) {
    double before = time.applyAsDouble(channelWise);
    double after = time.applyAsDouble(batch);
    Double between = reference == null ? null : time.applyAsDouble(reference);
    return new Reduction(
        channelWise.method(),
        batch.images(),
        name,
        before / batch.images(),
        1 - after / before,
        between == null ? null : 1 - between / before,
        between == null ? null : 1 - after / between,
        before / after,
        between == null ? null : before / between,
        between == null ? null : between / after,
        channelWise.extrapolated()
            || batch.extrapolated()
            || (reference != null && reference.extrapolated()));
  }
}
