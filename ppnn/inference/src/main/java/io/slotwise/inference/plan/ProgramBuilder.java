package io.slotwise.inference.plan;

import io.slotwise.inference.program.Barrier;
import io.slotwise.inference.program.EncryptedOperation;
import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.inference.program.EncryptedValue;
import io.slotwise.inference.program.IntegerBlock;
import io.slotwise.inference.program.IntegerDenseBlock;
import io.slotwise.inference.program.IntegerDiagonalBlock;
import io.slotwise.inference.program.IntegerLinear;
import io.slotwise.inference.program.Product;
import io.slotwise.inference.program.Quadratic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Appends operations to an encrypted program and keeps what is known of each value: the layer below
 * the decisions of {@link Translator}.
 */
final class ProgramBuilder {
  private final EncryptionParameters parameters;
  private final long[] moduli;
  private final NoiseModel noise;
  private final CostModel cost;
  private final List<EncryptedOperation> operations = new ArrayList<>();
  private final List<TrackedValue> values = new ArrayList<>();
  private final List<LayerReport> reports = new ArrayList<>();
  private final Map<Integer, Map<Integer, TrackedValue>> dropped = new HashMap<>();
  private boolean relinearised;

  ProgramBuilder(EncryptionParameters parameters, long[] moduli, NoiseModel noise) {
    this.parameters = parameters;
    this.moduli = moduli;
    this.noise = noise;
    cost = new CostModel(parameters);
  }

  CostModel cost() {
    return cost;
  }

  /** 2^scalingModSize, which scales are kept near. */
  double nominalScale() {
    return Math.scalb(1.0, parameters.scalingModSize());
  }

  int scaleBits() {
    return parameters.scalingModSize();
  }

  /** The modulus that the {@code count} next rescales of a value divide by, all together. */
  double divisor(int limbs, int count) {
    double product = 1;
    for (int i = 0; i < count; i++) {
      product *= moduli[limbs - 1 - i];
    }
    return product;
  }

  /** All values made so far, by their index in the encrypted program. */
  List<TrackedValue> values() {
    return values;
  }

  List<LayerReport> reports() {
    return reports;
  }

  /** Whether anything was relinearised so far. */
  boolean relinearised() {
    return relinearised;
  }

  EncryptedProgram program() {
    return new EncryptedProgram(values.getFirst().value(), operations);
  }

  /** The encrypted input, all rows in the same range, with all limbs and the nominal scale. */
  TrackedValue input(int rows, double low, double high) {
    return input(rows, low, high, parameters.limbs(), nominalScale());
  }

  /** The encrypted input, all rows in the same range. */
  TrackedValue input(int rows, double low, double high, int limbs, double scale) {
    TrackedValue input =
        new TrackedValue(
            0,
            new EncryptedValue(rows, 2, limbs, filled(rows, scale)),
            1,
            filled(rows, low),
            filled(rows, high),
            filled(rows, low),
            filled(rows, high),
            filled(rows, noise.fresh() / scale),
            null,
            false);
    values.add(input);
    return input;
  }

  /** What an operation asks for, besides what follows from its rows. */
  record Work(long scalarMultiplications, long products, double cost) {}

  /** Appends an operation; the tracked value's index is set. */
  TrackedValue append(EncryptedOperation operation, TrackedValue made, Work work) {
    operations.add(operation);
    TrackedValue indexed =
        new TrackedValue(
            operations.size(),
            made.value(),
            made.degree(),
            made.low(),
            made.high(),
            made.usualLow(),
            made.usualHigh(),
            made.error(),
            made.offset(),
            made.sharedNoise());
    values.add(indexed);
    reports.add(report(operation, indexed, work));
    return indexed;
  }

  /** Puts a value with narrower bounds in the place of what an operation was thought to make. */
  TrackedValue narrow(TrackedValue narrower) {
    int index = narrower.index();
    values.set(index, narrower);
    LayerReport known = reports.get(index - 1);
    reports.set(index - 1, known.with(narrower.magnitudeBits(), known.predictedError()));
    return narrower;
  }

  /** A value back at one factor of scale and two components. */
  TrackedValue normalise(String name, TrackedValue value) {
    boolean relinearise = value.value().components() > 2;
    return barrier(name, value, 0, relinearise, value.degree() - 1);
  }

  /** A value with fewer limbs; asked for twice, it is made once. */
  TrackedValue atLimbs(String name, TrackedValue value, int limbs) {
    if (value.value().limbs() == limbs) {
      return value;
    }
    return dropped
        .computeIfAbsent(value.index(), _ -> new HashMap<>())
        .computeIfAbsent(limbs, _ -> barrier(name, value, value.value().limbs() - limbs, false, 0));
  }

  /** Appends a barrier, or nothing if it would do nothing. */
  TrackedValue barrier(
      String name, TrackedValue value, int drops, boolean relinearise, int rescales) {
    if (drops == 0 && !relinearise && rescales == 0) {
      return value;
    }
    int rows = value.rows();
    int limbs = value.value().limbs() - drops;
    int components = relinearise ? 2 : value.value().components();
    double[] scales = value.value().scales().clone();
    double[] error = value.error().clone();
    double work = relinearise ? rows * cost.relinearise(limbs) : 0;
    if (relinearise) {
      addNoise(error, noise.keySwitch(limbs), scales);
      relinearised = true;
    }
    for (int i = 0; i < rescales; i++) {
      work += rows * cost.rescale(components, limbs);
      limbs--;
      for (int row = 0; row < rows; row++) {
        scales[row] /= moduli[limbs];
      }
      addNoise(error, noise.rescale(components), scales);
    }
    EncryptedValue output = new EncryptedValue(rows, components, limbs, scales);
    TrackedValue made =
        new TrackedValue(
            0,
            output,
            value.degree() - rescales,
            value.low(),
            value.high(),
            value.usualLow(),
            value.usualHigh(),
            error,
            value.offset(),
            value.sharedNoise());
    Barrier barrier = new Barrier(name, value.index(), output, drops, relinearise, rescales);
    return append(barrier, made, new Work(0, 0, work));
  }

  /** log2 of the modulus of a value with that many limbs. */
  double modulusBits(int limbs) {
    double bits = 0;
    for (int i = 0; i < limbs; i++) {
      bits += TrackedValue.log2((double) moduli[i]);
    }
    return bits;
  }

  private LayerReport report(EncryptedOperation operation, TrackedValue made, Work work) {
    EncryptedValue value = made.value();
    double magnitude = made.magnitudeBits();
    long relinearisations = 0;
    long rescales = 0;
    if (operation instanceof Barrier barrier) {
      relinearisations = barrier.relinearise() ? value.rows() : 0;
      rescales = (long) barrier.rescales() * value.rows();
    }
    return new LayerReport(
        operation.name(),
        kind(operation),
        value.rows(),
        value.components(),
        value.limbs(),
        TrackedValue.log2(made.largestScale()),
        magnitude,
        modulusBits(value.limbs()) - 1 - magnitude,
        PlanReport.SIGMAS * made.largestError(),
        weightBits(operation),
        work.scalarMultiplications(),
        work.products(),
        relinearisations,
        rescales,
        work.cost());
  }

  private static int weightBits(EncryptedOperation operation) {
    long largest = 0;
    if (operation instanceof IntegerLinear linear) {
      for (IntegerBlock block : linear.blocks()) {
        long[][] weights =
            switch (block) {
              case IntegerDenseBlock dense -> dense.weights();
              case IntegerDiagonalBlock diagonal -> new long[][] {diagonal.weights()};
            };
        for (long[] row : weights) {
          largest = Math.max(largest, Arrays.stream(row).map(Math::abs).max().orElse(0));
        }
      }
    }
    return largest == 0 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(largest) + 1;
  }

  private static String kind(EncryptedOperation operation) {
    return switch (operation) {
      case IntegerLinear _ -> "linear";
      case Quadratic _ -> "quadratic";
      case Product _ -> "product";
      case Barrier _ -> "barrier";
    };
  }

  private static void addNoise(double[] error, double integers, double[] scales) {
    for (int row = 0; row < error.length; row++) {
      error[row] = Math.hypot(error[row], integers / scales[row]);
    }
  }

  static double[] filled(int length, double value) {
    double[] array = new double[length];
    Arrays.fill(array, value);
    return array;
  }
}
