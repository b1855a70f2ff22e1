package io.slotwise.inference.plan;

import io.slotwise.inference.plan.ProgramBuilder.Work;
import io.slotwise.inference.program.EncryptedValue;
import io.slotwise.inference.program.IntegerBlock;
import io.slotwise.inference.program.IntegerDiagonalBlock;
import io.slotwise.inference.program.IntegerLinear;
import io.slotwise.inference.program.Product;
import io.slotwise.inference.program.Quadratic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns the polynomials of one layer into integer quadratics and products, in as many levels as the
 * degree needs products: no level is spent on coefficients. A quadratic row a·x² + b·x + c is
 * divided by |a|, which its scale takes up: x² alone is left, with b and c in proportion. Rows
 * whose leading coefficient is zero or too small for that get a factor α of a few bits instead.
 */
final class PolynomialTranslator {
  /** What scores may gain in scale, in bits, for OpenFHE to decode them. */
  private static final int SCORE_BITS = 10;

  /** Weights of the lower parts stay below this. */
  private static final double LARGEST_WEIGHT = 0x1p60;

  private final ProgramBuilder builder;
  private final String name;
  private final TrackedValue input;

  /**
   * A leading term smaller than the whole by this factor is not divided by. Half the bits of a
   * scale: what a row's scale gains here, the weights that read it lose.
   */
  private final double factorScale;

  private final double[] largestDivisors;
  private final Map<Integer, TrackedValue> powers = new HashMap<>();

  /**
   * Prepares a layer.
   *
   * @param input two components, one factor of scale
   * @param makesScores whether the result is decoded as it is, and so must keep near the nominal
   *     scale
   */
  PolynomialTranslator(
      ProgramBuilder builder, String name, TrackedValue input, boolean makesScores) {
    this.builder = builder;
    this.name = name;
    this.input = input;
    factorScale = Math.scalb(1.0, makesScores ? SCORE_BITS : builder.scaleBits() / 2);
    largestDivisors = ProgramBuilder.filled(input.rows(), Double.POSITIVE_INFINITY);
    powers.put(1, input);
  }

  /**
   * Appends the operations; the result has three components and two factors of scale.
   *
   * @param coefficients shape (degree + 1, rows), lowest degree first, degree at least 2
   * @param constantLater whether the constant coefficients become the result's offset rather than
   *     being added
   */
  TrackedValue translate(double[][] coefficients, boolean constantLater) {
    if (coefficients.length > 3) {
      limitDivisors(coefficients);
    }
    return polynomial(coefficients, constantLater, new double[input.rows()]);
  }

  /** Lower parts are raised to the scale of products: by the divisor and by one more scale. */
  private void limitDivisors(double[][] coefficients) {
    for (int row = 0; row < largestDivisors.length; row++) {
      double largest = 1;
      for (double[] coefficient : coefficients) {
        largest = Math.max(largest, Math.abs(coefficient[row]));
      }
      largestDivisors[row] = LARGEST_WEIGHT / (largest * builder.nominalScale());
    }
  }

  /**
   * p = x^h · upper + lower with the smallest power of two h that leaves the upper part one level
   * less.
   *
   * @param floor per row, the size below which the polynomial does not matter
   */
  private TrackedValue polynomial(double[][] c, boolean constantLater, double[] floor) {
    int degree = c.length - 1;
    if (degree == 2) {
      return quadratic(input, c, constantLater, floor);
    }
    int half = 1 << (ProgramShape.levels(degree) - 1);
    int split = 1;
    while (degree - split > half) {
      split *= 2;
    }
    double[][] upperCoefficients = Arrays.copyOfRange(c, split, degree + 1);
    double[][] lowerCoefficients = trimmed(Arrays.copyOf(c, split));
    TrackedValue upper =
        builder.normalise(name, polynomial(upperCoefficients, false, floors(c, split, floor)));
    TrackedValue lower = lower(lowerCoefficients, floor(c, floor));
    TrackedValue power = power(split);
    int limbs = Math.min(upper.value().limbs(), power.value().limbs());
    TrackedValue product = product(at(power, limbs), at(upper, limbs), c, split);
    return sum(product, lower, lowerCoefficients, c, constantLater);
  }

  /** The part of the lower polynomial that is not a multiple of the input: null for none. */
  private @Nullable TrackedValue lower(double[][] c, double[] floor) {
    if (c.length <= 1) {
      return null;
    }
    if (c.length == 2) {
      return input;
    }
    double[][] withoutConstant = c.clone();
    withoutConstant[0] = new double[input.rows()];
    return builder.normalise(name, polynomial(withoutConstant, true, floor));
  }

  private TrackedValue power(int exponent) {
    TrackedValue known = powers.get(exponent);
    if (known == null) {
      double[][] square = new double[3][input.rows()];
      Arrays.fill(square[2], 1);
      TrackedValue half = power(exponent / 2);
      known = builder.normalise(name, quadratic(half, square, true, new double[input.rows()]));
      powers.put(exponent, known);
    }
    return known;
  }

  private TrackedValue at(TrackedValue value, int limbs) {
    return builder.atLimbs(name, value, limbs);
  }

  private TrackedValue quadratic(
      TrackedValue x, double[][] c, boolean constantLater, double[] floor) {
    int rows = x.rows();
    long[] square = new long[rows];
    double[] linear = new double[rows];
    double[] constant = new double[rows];
    double[] scales = new double[rows];
    double[] low = new double[rows];
    double[] high = new double[rows];
    double[] usualLow = new double[rows];
    double[] usualHigh = new double[rows];
    double[] error = new double[rows];
    double[] divisors = divisors(x, c, constantLater, floor);
    long general = 0;
    for (int row = 0; row < rows; row++) {
      double n = divisors[row];
      double s = x.scale(row);
      scales[row] = n * s * s;
      square[row] = Math.round(c[2][row] * n);
      linear[row] = Math.rint(c[1][row] * n * s);
      constant[row] = constantLater ? 0 : Math.rint(c[0][row] * n * s * s);
      double[] rounded = {constant[row] / scales[row], linear[row] / (n * s), square[row] / n};
      double[] range = PolynomialRange.ofQuadratic(rounded, x.low()[row], x.high()[row]);
      low[row] = range[0];
      high[row] = range[1];
      double[] usual = PolynomialRange.ofQuadratic(rounded, x.usualLow()[row], x.usualHigh()[row]);
      usualLow[row] = usual[0];
      usualHigh[row] = usual[1];
      error[row] = quadraticError(rounded, c[2][row], c[1][row], x, row);
      general += square[row] == 1 && linear[row] == 0 ? 0 : 1;
    }
    EncryptedValue output = new EncryptedValue(rows, 3, x.value().limbs(), scales);
    double[] offset = constantLater ? c[0].clone() : null;
    TrackedValue made =
        new TrackedValue(0, output, 2, low, high, usualLow, usualHigh, error, offset, false);
    int limbs = x.value().limbs();
    double work = rows * builder.cost().product(limbs) + builder.cost().linear(general, 2, limbs);
    return builder.append(
        new Quadratic(name, x.index(), output, square, linear, constant),
        made,
        new Work(general, rows, work));
  }

  /** What each row is divided by: n, so that the scale becomes n·s². */
  private double[] divisors(TrackedValue x, double[][] c, boolean constantLater, double[] floor) {
    int rows = x.rows();
    double[] divisors = new double[rows];
    for (int row = 0; row < rows; row++) {
      double a = Math.abs(c[2][row]);
      double reach = x.magnitude(row);
      double[] plain = {constantLater ? 0 : c[0][row], c[1][row], c[2][row]};
      double[] range = PolynomialRange.ofQuadratic(plain, x.low()[row], x.high()[row]);
      double size = Math.max(Math.max(Math.abs(range[0]), Math.abs(range[1])), floor[row]);
      if (a > 0 && a * reach * reach * factorScale >= size) {
        divisors[row] = 1 / a;
      } else if (size > 0 && reach > 0) {
        // A coefficient of exactly 0 needs no bits.
        divisors[row] = (a == 0 ? 1 : factorScale) * reach * reach / size;
      } else {
        divisors[row] = 1;
      }
      divisors[row] = Math.min(divisors[row], largestDivisors[row]);
    }
    return divisors;
  }

  /** The input's error times the slope, the square of the error, and what rounding changed. */
  private static double quadraticError(
      double[] rounded, double a, double b, TrackedValue x, int row) {
    double reach = x.usual(row);
    double noise = x.error()[row];
    double slope =
        Math.max(
            Math.abs(2 * rounded[2] * x.usualLow()[row] + rounded[1]),
            Math.abs(2 * rounded[2] * x.usualHigh()[row] + rounded[1]));
    double random = Math.hypot(slope * noise, Math.sqrt(2) * rounded[2] * noise * noise);
    return random + Math.abs(rounded[2] - a) * reach * reach + Math.abs(rounded[1] - b) * reach;
  }

  /** The product x^split · upper, of which the exact polynomial is known. */
  private TrackedValue product(TrackedValue power, TrackedValue upper, double[][] c, int split) {
    int rows = power.rows();
    double[] scales = new double[rows];
    double[] error = new double[rows];
    for (int row = 0; row < rows; row++) {
      scales[row] = power.scale(row) * upper.scale(row);
      // Both come from the same input, so their errors may agree.
      error[row] =
          power.usual(row) * upper.error()[row]
              + upper.usual(row) * power.error()[row]
              + upper.error()[row] * power.error()[row];
    }
    double[][] leading = new double[c.length][rows];
    System.arraycopy(c, split, leading, split, c.length - split);
    EncryptedValue output = new EncryptedValue(rows, 3, power.value().limbs(), scales);
    TrackedValue made = bounded(output, leading, error, null);
    double work = rows * builder.cost().product(output.limbs());
    return builder.append(
        new Product(name, power.index(), upper.index(), output), made, new Work(0, rows, work));
  }

  /** Adds the lower part, raised to the product's scale by wide integers. */
  private TrackedValue sum(
      TrackedValue product,
      @Nullable TrackedValue lower,
      double[][] lowerCoefficients,
      double[][] c,
      boolean constantLater) {
    int rows = product.rows();
    double[] offset = constantLater ? c[0].clone() : null;
    boolean noConstant = constantLater || Arrays.stream(c[0]).allMatch(v -> v == 0);
    EncryptedValue value = product.value();
    if (lower == null && noConstant && offset == null) {
      return product;
    }
    int[] all = IntStream.range(0, rows).toArray();
    long[] ones = new long[rows];
    Arrays.fill(ones, 1);
    List<Integer> inputs = new ArrayList<>(List.of(product.index()));
    List<IntegerBlock> blocks = new ArrayList<>();
    blocks.add(new IntegerDiagonalBlock(0, all, all, ones));
    double[] error = product.error().clone();
    if (lower != null) {
      TrackedValue aligned = at(lower, value.limbs());
      long[] weights = new long[rows];
      for (int row = 0; row < rows; row++) {
        double factor = lowerCoefficients.length == 2 ? lowerCoefficients[1][row] : 1;
        double ratio = value.scales()[row] / aligned.scale(row);
        weights[row] = Math.round(factor * ratio);
        error[row] +=
            Math.abs(factor) * aligned.error()[row]
                + Math.abs(weights[row] / ratio - factor) * aligned.usual(row);
      }
      inputs.add(aligned.index());
      blocks.add(new IntegerDiagonalBlock(1, all, all, weights));
    }
    double[] bias = new double[rows];
    double[][] kept = c.clone();
    if (constantLater) {
      kept[0] = new double[rows];
    } else {
      Arrays.setAll(bias, row -> Math.rint(c[0][row] * value.scales()[row]));
    }
    TrackedValue made = bounded(value, kept, error, offset);
    if (lower == null && noConstant) {
      // Only the offset is new; nothing needs computing.
      return new TrackedValue(
          product.index(),
          value,
          2,
          made.low(),
          made.high(),
          made.usualLow(),
          made.usualHigh(),
          error,
          offset,
          false);
    }
    IntegerLinear operation = new IntegerLinear(name, inputs, value, blocks, bias);
    long multiplications = lower == null ? 0 : rows;
    double work = builder.cost().linear(rows + multiplications, 3, value.limbs());
    return builder.append(operation, made, new Work(multiplications, 0, work));
  }

  /** A value at two factors of scale that is a known polynomial of the input, up to its error. */
  private TrackedValue bounded(
      EncryptedValue value, double[][] c, double[] error, double @Nullable [] offset) {
    int rows = value.rows();
    double[] low = new double[rows];
    double[] high = new double[rows];
    double[] usualLow = new double[rows];
    double[] usualHigh = new double[rows];
    for (int row = 0; row < rows; row++) {
      double[] column = column(c, row);
      double[] range = PolynomialRange.of(column, input.low()[row], input.high()[row]);
      double[] usual = PolynomialRange.of(column, input.usualLow()[row], input.usualHigh()[row]);
      double slack = PlanReport.SIGMAS * error[row];
      low[row] = range[0] - slack;
      high[row] = range[1] + slack;
      usualLow[row] = Math.max(usual[0], low[row]);
      usualHigh[row] = Math.min(usual[1], high[row]);
    }
    return new TrackedValue(0, value, 2, low, high, usualLow, usualHigh, error, offset, false);
  }

  /** The size of the whole polynomial, below which no part of it matters. */
  private double[] floor(double[][] c, double[] floor) {
    double[] sizes = new double[input.rows()];
    for (int row = 0; row < sizes.length; row++) {
      double[] range = PolynomialRange.of(column(c, row), input.low()[row], input.high()[row]);
      double size = Math.max(Math.abs(range[0]), Math.abs(range[1]));
      sizes[row] = Math.max(floor[row], size / factorScale);
    }
    return sizes;
  }

  /** The same for the upper part, which is multiplied by x^split. */
  private double[] floors(double[][] c, int split, double[] floor) {
    double[] sizes = floor(c, floor);
    for (int row = 0; row < sizes.length; row++) {
      double reach = Math.pow(input.magnitude(row), split);
      sizes[row] = reach > 0 ? sizes[row] / reach : 0;
    }
    return sizes;
  }

  private static double[] column(double[][] c, int row) {
    double[] column = new double[c.length];
    Arrays.setAll(column, d -> c[d][row]);
    return column;
  }

  private static double[][] trimmed(double[][] c) {
    int length = c.length;
    while (length > 1 && Arrays.stream(c[length - 1]).allMatch(v -> v == 0)) {
      length--;
    }
    return Arrays.copyOf(c, length);
  }
}
