package io.slotwise.inference.plan;

import io.slotwise.inference.plan.ProgramBuilder.Work;
import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.inference.program.EncryptedValue;
import io.slotwise.inference.program.IntegerBlock;
import io.slotwise.inference.program.IntegerLinear;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.Operation;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Translates a network into an encrypted program for given parameters. It decides where to rescale
 * and relinearise, by cost, and which scales rows get; bounds and errors come out with it.
 *
 * <p>Every linear map multiplies by weights of about 2^scalingModSize, every product doubles the
 * scale; rescales take one factor off again. They happen before products, and otherwise where they
 * are cheapest: before or after the next linear map.
 */
final class Translator {
  /** How much larger a shifted square may be than the quadratic that it stands for. */
  private static final double LARGEST_SHIFT = 16;

  /** Scales of values that stay small are raised by no more than this. */
  private static final double LARGEST_RAISE = 1024;

  private final Program program;
  private final ProgramShape shape;
  private final ProgramBuilder builder;
  private final SampledRanges samples;
  private final @Nullable RecordedRanges recorded;
  private final double scoreScale;
  private final TrackedValue[] values;
  private final Map<Integer, double[]> shifts = new HashMap<>();
  private int firstScoreValue = Integer.MAX_VALUE;

  /**
   * Prepares a translation.
   *
   * @param samples what the network's values usually are
   * @param recorded what they are taken to be at most, where that is not proven; null for proofs
   * @param scoreScale scale of the scores after the last rescale, where a linear map makes them
   */
  Translator(
      Program program,
      ProgramShape shape,
      SampledRanges samples,
      @Nullable RecordedRanges recorded,
      ProgramBuilder builder,
      double scoreScale) {
    this.program = program;
    this.shape = shape;
    this.samples = samples;
    this.recorded = recorded;
    this.builder = builder;
    this.scoreScale = scoreScale;
    values = new TrackedValue[program.operations().size() + 1];
  }

  /**
   * The result of a translation.
   *
   * @param program the encrypted program
   * @param values what is known of its values, by index
   * @param scores the last value
   * @param firstScoreValue the first value whose scale is proportional to the scale asked for the
   *     scores; beyond the last if a polynomial makes the scores
   */
  record Result(
      EncryptedProgram program,
      List<TrackedValue> values,
      TrackedValue scores,
      int firstScoreValue) {}

  Result translate(double low, double high) {
    values[0] = builder.input(program.inputRows(), low, high);
    for (int i = 0; i < program.operations().size(); i++) {
      if (shape.needed(i)) {
        values[i + 1] =
            switch (program.operations().get(i)) {
              case LinearOperation linear -> linear(i, linear);
              case PolynomialOperation polynomial -> polynomial(i, polynomial);
            };
      }
    }
    TrackedValue scores = finish();
    return new Result(builder.program(), builder.values(), scores, firstScoreValue);
  }

  private TrackedValue linear(int index, LinearOperation operation) {
    List<TrackedValue> inputs = inputs(operation);
    LinearQuantiser quantiser = new LinearQuantiser(operation, inputs);
    double[][] bounds = bounds(index + 1, quantiser);
    double[] shift = shift(index + 1, bounds);
    EncryptedValue first = inputs.getFirst().value();
    int degree = inputs.getFirst().degree() + 1;
    double divisor = builder.divisor(first.limbs(), degree - 1);
    double outputScale =
        Math.min(targetScale(index, bounds, shift) * divisor, quantiser.largestScale());
    int rows = operation.outputRows();
    double[] outputScales = ProgramBuilder.filled(rows, outputScale);
    LinearQuantiser.Result rounded = quantiser.quantise(outputScales, shift);
    if (recorded != null) {
      recorded.narrow(index + 1, shift, rounded.error(), rounded.low(), rounded.high());
    }
    int components = inputs.stream().mapToInt(v -> v.value().components()).max().orElse(2);
    EncryptedValue output = new EncryptedValue(rows, components, first.limbs(), outputScales);
    IntegerLinear made =
        new IntegerLinear(
            operation.name(),
            inputs.stream().map(TrackedValue::index).toList(),
            output,
            rounded.blocks(),
            rounded.bias());
    if (index + 1 == program.operations().size()) {
      firstScoreValue = builder.values().size();
    }
    long multiplications = rounded.blocks().stream().mapToLong(IntegerBlock::multiplications).sum();
    double work = builder.cost().linear(multiplications, components, first.limbs());
    TrackedValue tracked =
        new TrackedValue(
            0,
            output,
            degree,
            rounded.low(),
            rounded.high(),
            clamped(samples.low(index + 1), shift, rounded),
            clamped(samples.high(index + 1), shift, rounded),
            rounded.error(),
            null,
            true);
    return builder.append(made, tracked, new Work(multiplications, 0, work));
  }

  /** Lower and upper bounds of a linear map's rows before rounding, and without a shift. */
  private double[][] bounds(int value, LinearQuantiser quantiser) {
    double[][] bounds = {quantiser.low(), quantiser.high()};
    if (recorded != null) {
      double[] nothing = new double[bounds[0].length];
      recorded.narrow(value, nothing, nothing, bounds[0], bounds[1]);
    }
    return bounds;
  }

  /** Usual ends, shifted as the rows are, within the bounds. */
  private static double[] clamped(double[] ends, double[] shift, LinearQuantiser.Result bounds) {
    double[] clamped = new double[ends.length];
    Arrays.setAll(
        clamped,
        row -> Math.max(bounds.low()[row], Math.min(ends[row] + shift[row], bounds.high()[row])));
    return clamped;
  }

  /** A single input may stay as it is where that is cheaper; several are brought to one level. */
  private List<TrackedValue> inputs(LinearOperation operation) {
    List<Integer> numbers = operation.inputs();
    if (numbers.size() == 1 && shape.readers(numbers.getFirst()).size() == 1) {
      return List.of(cheapest(operation, values[numbers.getFirst()]));
    }
    int limbs = Integer.MAX_VALUE;
    for (int number : numbers) {
      limbs = Math.min(limbs, normalised(operation, number).value().limbs());
    }
    List<TrackedValue> inputs = new ArrayList<>();
    for (int number : numbers) {
      inputs.add(builder.atLimbs(operation.name(), values[number], limbs));
    }
    return inputs;
  }

  private TrackedValue normalised(Operation reader, int number) {
    TrackedValue value = values[number];
    if (value.degree() > 1) {
      String name = number == 0 ? reader.name() : program.operations().get(number - 1).name();
      value = builder.normalise(name, value);
      values[number] = value;
    }
    return value;
  }

  /** Relinearises and rescales before a linear map what would cost more after it. */
  private TrackedValue cheapest(LinearOperation operation, TrackedValue value) {
    int rescales = value.degree() - 1;
    if (rescales == 0) {
      return value;
    }
    long work = LinearQuantiser.multiplications(operation);
    int limbs = value.value().limbs();
    int components = value.value().components();
    int outputs = operation.outputRows();
    CostModel cost = builder.cost();
    double keySwitch = components > 2 ? cost.relinearise(limbs) : 0;
    double allBefore =
        value.rows() * (keySwitch + rescales(limbs, rescales))
            + cost.linear(work, 2, limbs - rescales)
            + outputs * rescales(limbs - rescales, 1);
    double keySwitchBefore =
        value.rows() * keySwitch
            + cost.linear(work, 2, limbs)
            + outputs * rescales(limbs, rescales + 1);
    double allAfter =
        cost.linear(work, components, limbs)
            + outputs * (keySwitch + rescales(limbs, rescales + 1));
    String name = producer(value);
    if (allBefore <= keySwitchBefore && allBefore <= allAfter) {
      return builder.normalise(name, value);
    }
    if (keySwitchBefore < allAfter) {
      return builder.barrier(name, value, 0, components > 2, 0);
    }
    return value;
  }

  private String producer(TrackedValue value) {
    return value.index() == 0 ? "input" : builder.reports().get(value.index() - 1).name();
  }

  private double rescales(int limbs, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += builder.cost().rescale(2, limbs - i);
    }
    return sum;
  }

  private double targetScale(int index, double[][] bounds, double[] shift) {
    if (index + 1 == program.operations().size()) {
      return scoreScale;
    }
    double largest = 0;
    for (int row = 0; row < shift.length; row++) {
      largest = Math.max(largest, Math.abs(bounds[0][row] + shift[row]));
      largest = Math.max(largest, Math.abs(bounds[1][row] + shift[row]));
    }
    double raise = largest > 0 ? Math.clamp(1 / largest, 1, LARGEST_RAISE) : 1;
    return builder.nominalScale() * raise;
  }

  /**
   * What a linear map adds so that the quadratic that alone reads it becomes a plain square: half
   * of b/a, where that leaves the square about as large as the quadratic.
   */
  private double[] shift(int value, double[][] bounds) {
    double[] shift = new double[program.rows(value)];
    if (shape.readers(value).size() != 1
        || !(program.operations().get(shape.readers(value).getFirst())
            instanceof PolynomialOperation polynomial)
        || ProgramShape.degree(polynomial) != 2) {
      return shift;
    }
    double[][] c = polynomial.coefficients();
    for (int row = 0; row < shift.length; row++) {
      double half = c[1][row] / (2 * c[2][row]);
      if (half != 0 && Double.isFinite(half)) {
        double low = bounds[0][row];
        double high = bounds[1][row];
        double reach = Math.max(Math.abs(low), Math.abs(high));
        double shifted = Math.max(Math.abs(low + half), Math.abs(high + half));
        double unshifted = Math.abs(c[2][row]) * reach * reach + Math.abs(c[1][row]) * reach;
        if (Math.abs(c[2][row]) * shifted * shifted <= LARGEST_SHIFT * unshifted) {
          shift[row] = half;
        }
      }
    }
    shifts.put(value, shift);
    return shift;
  }

  private TrackedValue polynomial(int index, PolynomialOperation operation) {
    int degree = ProgramShape.degree(operation);
    if (degree < 2) {
      return linear(index, ProgramShape.affine(operation));
    }
    double[][] coefficients = Arrays.copyOf(operation.coefficients(), degree + 1);
    double[] shift = shifts.get(operation.input());
    if (shift != null) {
      coefficients = shifted(coefficients, shift);
    }
    TrackedValue input = normalised(operation, operation.input());
    boolean makesScores = index + 1 == program.operations().size();
    TrackedValue made =
        new PolynomialTranslator(builder, operation.name(), input, makesScores)
            .translate(coefficients, shape.feedsLinearOnly(index + 1));
    return recorded == null ? made : narrowed(index + 1, made, recorded);
  }

  /** What a polynomial made, within the recorded ranges less the constant that is left out. */
  private TrackedValue narrowed(int value, TrackedValue made, RecordedRanges ranges) {
    double[] offset = made.offset();
    double[] shift = new double[made.rows()];
    if (offset != null) {
      Arrays.setAll(shift, row -> -offset[row]);
    }
    double[] low = made.low().clone();
    double[] high = made.high().clone();
    ranges.narrow(value, shift, made.error(), low, high);
    return builder.narrow(made.within(low, high));
  }

  /** The quadratic in x + shift: its linear term is gone where the shift is b/2a. */
  private static double[][] shifted(double[][] c, double[] shift) {
    double[][] moved = {c[0].clone(), c[1].clone(), c[2]};
    for (int row = 0; row < shift.length; row++) {
      if (shift[row] != 0) {
        moved[0][row] -= c[2][row] * shift[row] * shift[row];
        moved[1][row] = 0;
      }
    }
    return moved;
  }

  /** Scores are rescaled to the end, unless only that would need relinearisation keys. */
  private TrackedValue finish() {
    TrackedValue scores = values[values.length - 1];
    String name = program.operations().getLast().name();
    if (scores.value().components() > 2 && !builder.relinearised()) {
      return builder.barrier(name, scores, scores.value().limbs() - scores.degree(), false, 0);
    }
    int rescales = scores.degree() - 1;
    int drops = scores.value().limbs() - rescales - 1;
    return builder.barrier(name, scores, drops, scores.value().components() > 2, rescales);
  }
}
