package io.slotwise.inference.plan;

import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.inference.program.EncryptedValue;
import io.slotwise.inference.program.IntegerBlock;
import io.slotwise.inference.program.IntegerDiagonalBlock;
import io.slotwise.inference.program.IntegerLinear;
import io.slotwise.inference.program.Quadratic;
import io.slotwise.model.program.Block;
import io.slotwise.model.program.DenseBlock;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Translates a network in {@linkplain VertexForm vertex form} into an encrypted program of small
 * integers, as a {@link BatchConfiguration} says: nothing is relinearised, and nothing rescaled but
 * what the configuration says. Bounds come out with it.
 */
final class BatchTranslator {
  /** How much more scale a row of a quadratic layer may get than the one with the least. */
  private static final double MOST_SPREAD = 0x1p24;

  /**
   * Weights of single rows may be so wide; their value is raised first where that is not enough.
   */
  private static final double WIDEST_WEIGHT = 0x1p40;

  private final NetworkFacts facts;
  private final BatchConfiguration configuration;
  private final ProgramBuilder builder;
  private final @Nullable TrackedValue[] values;
  private final QuadraticFormBound.@Nullable Forms[] forms;
  private final List<Integer> standsFor = new ArrayList<>();
  private final boolean[] usesBits;
  private final Map<Integer, TrackedValue> raised = new HashMap<>();

  /**
   * Prepares a translation.
   *
   * @param moduli primes of the parameters
   */
  BatchTranslator(
      NetworkFacts facts, BatchConfiguration configuration, long[] moduli, NoiseModel noise) {
    this.facts = facts;
    this.configuration = configuration;
    builder = new ProgramBuilder(configuration.parameters(), moduli, noise);
    values = new TrackedValue[facts.program().values()];
    forms = new QuadraticFormBound.Forms[values.length];
    usesBits = new boolean[values.length - 1];
  }

  /**
   * The result of a translation.
   *
   * @param program the encrypted program
   * @param values what is known of its values, by index
   * @param standsFor the value of the network that each stands for
   * @param last the encrypted value, by value of the network, that its readers read first
   * @param reports of its operations, with errors yet to be predicted
   * @param usesBits by operation of the network: whether its bits matter
   */
  record Result(
      EncryptedProgram program,
      List<TrackedValue> values,
      List<Integer> standsFor,
      List<TrackedValue> last,
      List<LayerReport> reports,
      boolean[] usesBits) {}

  Result translate() {
    Program program = facts.program();
    double scale = Math.scalb(1.0, configuration.inputScaleBits());
    int rows = program.inputRows();
    values[0] = builder.input(rows, facts.low(), facts.high(), configuration.limbs(), scale);
    forms[0] = QuadraticFormBound.ofInputs(rows, facts.low(), facts.high());
    note(0);
    for (int i = 0; i < program.operations().size(); i++) {
      TrackedValue made =
          switch (program.operations().get(i)) {
            case LinearOperation linear -> linear(i, linear);
            case PolynomialOperation polynomial -> quadratic(i, polynomial);
          };
      note(i + 1);
      String name = program.operations().get(i).name();
      values[i + 1] = builder.barrier(name, made, 0, false, configuration.rescales()[i]);
      note(i + 1);
    }
    List<TrackedValue> last = List.of(values);
    return new Result(
        builder.program(), builder.values(), standsFor, last, builder.reports(), usesBits);
  }

  /** Everything appended since the last call stands for this value of the network. */
  private void note(int value) {
    while (standsFor.size() < builder.values().size()) {
      standsFor.add(value);
    }
  }

  private TrackedValue linear(int index, LinearOperation operation) {
    List<TrackedValue> inputs = inputs(operation);
    LinearQuantiser quantiser = new LinearQuantiser(operation, inputs);
    double[] low = quantiser.low();
    double[] high = quantiser.high();
    double[] magnitude = new double[operation.outputRows()];
    Arrays.setAll(magnitude, row -> Math.max(Math.abs(low[row]), Math.abs(high[row])));
    boolean scores = index + 1 == facts.program().operations().size();
    RowScales.Scales chosen =
        new RowScales(operation, inputs, magnitude)
            .scales(
                configuration.bits()[index],
                configuration.policy(),
                facts.importance()[index + 1],
                scores);
    usesBits[index] = !chosen.exact();
    double[] scales = chosen.rows();
    double most = quantiser.largestScale();
    Arrays.setAll(scales, row -> Math.min(scales[row], most));
    LinearQuantiser.Result rounded = quantiser.quantise(scales, new double[scales.length]);
    int components = inputs.stream().mapToInt(v -> v.value().components()).max().orElse(2);
    int limbs = inputs.getFirst().value().limbs();
    EncryptedValue output = new EncryptedValue(operation.outputRows(), components, limbs, scales);
    IntegerLinear made =
        new IntegerLinear(
            operation.name(),
            inputs.stream().map(TrackedValue::index).toList(),
            output,
            rounded.blocks(),
            rounded.bias());
    double[][] bounds = {rounded.low(), rounded.high()};
    tighten(index, operation, inputs, made, bounds);
    return append(made, index + 1, output, bounds, rounded.error(), operation.multiplyAdds());
  }

  private TrackedValue append(
      IntegerLinear made,
      int value,
      EncryptedValue output,
      double[][] bounds,
      double[] error,
      long multiplications) {
    facts.intersect(value, bounds);
    TrackedValue tracked =
        new TrackedValue(
            0,
            output,
            1,
            bounds[0],
            bounds[1],
            facts.usualLow()[value],
            facts.usualHigh()[value],
            error,
            null,
            true);
    double work = BatchCost.linear(multiplications, output.components(), output.limbs());
    return builder.append(made, tracked, new ProgramBuilder.Work(multiplications, 0, work));
  }

  /** Inputs at one number of limbs; those with much less scale than the others are raised. */
  private List<TrackedValue> inputs(LinearOperation operation) {
    int limbs = Integer.MAX_VALUE;
    double scale = 0;
    for (int number : operation.inputs()) {
      limbs = Math.min(limbs, values[number].value().limbs());
      scale = Math.max(scale, values[number].typicalScale());
    }
    List<TrackedValue> inputs = new ArrayList<>();
    for (int k = 0; k < operation.inputs().size(); k++) {
      int number = operation.inputs().get(k);
      TrackedValue input = builder.atLimbs(operation.name(), values[number], limbs);
      note(number);
      double far = readsDense(operation, k) ? RowScales.FAR : WIDEST_WEIGHT;
      while (input.typicalScale() * far < scale) {
        input = raised(operation.name(), number, input, scale / input.typicalScale());
        note(number);
      }
      inputs.add(input);
    }
    return inputs;
  }

  private static boolean readsDense(LinearOperation operation, int input) {
    for (Block block : operation.blocks()) {
      if (block instanceof DenseBlock && block.input() == input) {
        return true;
      }
    }
    return false;
  }

  /** A value times a wide power of two, so that dense weights that read it stay small. */
  private TrackedValue raised(String name, int number, TrackedValue input, double ratio) {
    int bits = Math.min(61, (int) Math.floor(TrackedValue.log2(ratio)));
    TrackedValue known = raised.get(input.index());
    if (known != null && known.scale(0) == Math.scalb(input.scale(0), bits)) {
      return known;
    }
    int rows = input.rows();
    int[] all = IntStream.range(0, rows).toArray();
    long[] weights = new long[rows];
    Arrays.fill(weights, 1L << bits);
    double[] scales = new double[rows];
    Arrays.setAll(scales, row -> Math.scalb(input.scale(row), bits));
    EncryptedValue output =
        new EncryptedValue(rows, input.value().components(), input.value().limbs(), scales);
    List<IntegerBlock> blocks = List.of(new IntegerDiagonalBlock(0, all, all, weights));
    IntegerLinear made =
        new IntegerLinear(name, List.of(input.index()), output, blocks, new double[rows]);
    double[][] bounds = {input.low().clone(), input.high().clone()};
    TrackedValue result = append(made, number, output, bounds, input.error(), rows);
    raised.put(input.index(), result);
    return result;
  }

  /** Takes the better of interval arithmetic and the quadratic form of the inputs. */
  private void tighten(
      int index,
      LinearOperation operation,
      List<TrackedValue> inputs,
      IntegerLinear made,
      double[][] bounds) {
    List<QuadraticFormBound.Forms> known = new ArrayList<>();
    boolean linear = true;
    for (int number : operation.inputs()) {
      QuadraticFormBound.Forms form = forms[number];
      if (form == null) {
        return;
      }
      known.add(form);
      linear &= Arrays.stream(form.square()).allMatch(a -> a == 0);
    }
    List<double[]> scales = inputs.stream().map(v -> v.value().scales()).toList();
    int width = facts.program().inputRows();
    if (linear && !hasConstants(known)) {
      forms[index + 1] = QuadraticFormBound.compose(made, known, scales, width);
    }
    double[][] better = QuadraticFormBound.of(made, known, scales, width);
    if (better != null) {
      RecordedRanges.intersect(bounds, better[0], better[1]);
    }
  }

  /** Linear rows of a quadratic layer do not compose as plain forms. */
  private static boolean hasConstants(List<QuadraticFormBound.Forms> forms) {
    return forms.stream()
        .anyMatch(
            f ->
                Arrays.stream(f.linear()).anyMatch(b -> b != 1)
                    || Arrays.stream(f.constant()).anyMatch(c -> c != 0));
  }

  private TrackedValue quadratic(int index, PolynomialOperation operation) {
    TrackedValue x = values[operation.input()];
    double[][] c = operation.coefficients();
    int rows = x.rows();
    double[] factors = quadraticFactors(index, operation, x);
    long[] square = new long[rows];
    double[] linear = new double[rows];
    double[] constant = new double[rows];
    double[] scales = new double[rows];
    double[][] bounds = new double[2][rows];
    double[][] rounded = new double[3][rows];
    long general = 0;
    for (int row = 0; row < rows; row++) {
      double n = factors[row];
      double s = x.scale(row);
      scales[row] = n * s * s;
      square[row] = Math.round(c[2][row] * n);
      linear[row] = Math.rint(c[1][row] * n * s);
      constant[row] = Math.rint(c[0][row] * scales[row]);
      rounded[0][row] = constant[row] / scales[row];
      rounded[1][row] = linear[row] / (n * s);
      rounded[2][row] = square[row] / n;
      double[] column = {rounded[0][row], rounded[1][row], rounded[2][row]};
      double[] range = PolynomialRange.ofQuadratic(column, x.low()[row], x.high()[row]);
      bounds[0][row] = range[0];
      bounds[1][row] = range[1];
      general += square[row] == 1 && linear[row] == 0 && constant[row] == 0 ? 0 : 1;
    }
    QuadraticFormBound.Forms form = forms[operation.input()];
    if (form != null && Arrays.stream(form.square()).allMatch(a -> a == 0)) {
      forms[index + 1] = form.withQuadratics(rounded[2], rounded[1], rounded[0]);
    }
    facts.intersect(index + 1, bounds);
    int components = 2 * x.value().components() - 1;
    int limbs = x.value().limbs();
    EncryptedValue output = new EncryptedValue(rows, components, limbs, scales);
    TrackedValue made =
        new TrackedValue(
            0,
            output,
            1,
            bounds[0],
            bounds[1],
            facts.usualLow()[index + 1],
            facts.usualHigh()[index + 1],
            new double[rows],
            null,
            false);
    double work = BatchCost.quadratic(rows, general, x.value().components(), limbs);
    return builder.append(
        new Quadratic(operation.name(), x.index(), output, square, linear, constant),
        made,
        new ProgramBuilder.Work(general, rows, work));
  }

  /**
   * n of each row, whose scale becomes n·s²: 1 for a plain square. A general row a·x² + b·x gets as
   * large an integer as the square of its input would be. Where some leading coefficient matters
   * that is not 1, all rows get a factor more, by which a·n can be rounded well enough: rows of one
   * value should be about equally large, because the weights that read them are rounded alike.
   */
  private double[] quadraticFactors(int index, PolynomialOperation operation, TrackedValue x) {
    boolean oneScale = facts.keepsOneScale(index + 1);
    double[][] c = operation.coefficients();
    double[] factors = new double[x.rows()];
    double smallest = Double.POSITIVE_INFINITY;
    boolean rounds = false;
    for (int row = 0; row < factors.length; row++) {
      double reach = facts.usual(operation.input(), row);
      double size = facts.usual(index + 1, row);
      boolean plain = c[2][row] == 1 && c[1][row] == 0 && c[0][row] == 0;
      factors[row] = plain || size == 0 || reach == 0 ? 1 : reach * reach / size;
      smallest = size > 0 ? Math.min(smallest, factors[row]) : smallest;
      double square = Math.abs(c[2][row]) * reach * reach;
      boolean matters = Math.scalb(square, configuration.bits()[index] + 1) > size;
      rounds |= matters && (!plain || oneScale);
    }
    usesBits[index] = rounds;
    for (int row = 0; row < factors.length; row++) {
      double factor = Math.min(factors[row], oneScale ? smallest : MOST_SPREAD * smallest);
      factors[row] = rounds ? Math.scalb(factor, configuration.bits()[index]) : factor;
    }
    return factors;
  }
}
