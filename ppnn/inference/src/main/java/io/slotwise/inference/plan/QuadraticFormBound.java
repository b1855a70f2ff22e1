package io.slotwise.inference.plan;

import io.slotwise.inference.program.IntegerBlock;
import io.slotwise.inference.program.IntegerDenseBlock;
import io.slotwise.inference.program.IntegerDiagonalBlock;
import io.slotwise.inference.program.IntegerLinear;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of linear maps of quadratics of linear maps of a network's inputs, as quadratic forms of
 * the inputs. Interval arithmetic takes each square for as large as it can be, whatever the others
 * are; collecting the coefficients of x_i·x_k over the whole composition lets opposite signs cancel
 * before anything is bounded.
 *
 * <p><b>Proof.</b> All inputs lie in one interval, so x_i = m + h·t_i with t_i in [-1, 1], and a
 * row is c + Σ l_i·t_i + Σ d_i·t_i² + Σ_{i&lt;k} q_ik·t_i·t_k with coefficients that follow from
 * the rounded weights. |t_i·t_k| ≤ 1, and the range of l·t + d·t² over an interval is known
 * exactly, so the row is at most c + Σ max(l_i·t + d_i·t²) + Σ |q_ik|, and at least the same with
 * minima and minus. With t = 2y - 1, or t = 1 - 2y, the same row is a form in y_i in [0, 1], where
 * y_i·y_k lies in [0, 1], so that only coefficients of one sign count. The tightest of the three is
 * taken, each being valid.
 */
final class QuadraticFormBound {
  /** Inputs beyond which forms are not collected. */
  private static final int MANY_INPUTS = 3072;

  /** Multiplications beyond which forms are not collected. */
  private static final double MUCH_WORK = 6e8;

  private QuadraticFormBound() {}

  /**
   * Rows that are quadratics of linear forms: {@code square·z² + linear·z + constant} with {@code z
   * = middle + Σ coefficients[k]·t[indices[k]]}.
   */
  record Forms(
      int[][] indices,
      double[][] coefficients,
      double[] middle,
      double[] square,
      double[] linear,
      double[] constant) {
    /** The forms with a quadratic on top of each; the forms must be linear. */
    Forms withQuadratics(double[] squares, double[] linears, double[] constants) {
      return new Forms(indices, coefficients, middle, squares, linears, constants);
    }
  }

  /** The rows of a network's input, each in [low, high]. */
  static Forms ofInputs(int rows, double low, double high) {
    int[][] indices = new int[rows][];
    double[][] coefficients = new double[rows][];
    Arrays.setAll(indices, row -> new int[] {row});
    Arrays.setAll(coefficients, _ -> new double[] {(high - low) / 2});
    return linear(indices, coefficients, ProgramBuilder.filled(rows, (low + high) / 2));
  }

  private static Forms linear(int[][] indices, double[][] coefficients, double[] middle) {
    int rows = middle.length;
    return new Forms(
        indices,
        coefficients,
        middle,
        new double[rows],
        ProgramBuilder.filled(rows, 1),
        new double[rows]);
  }

  /** One term of an output row: an effective weight times a row of forms. */
  private record Term(Forms forms, int row, double weight) {}

  /**
   * The terms of each output row of a linear map.
   *
   * @param forms of each input of the map
   * @param scales of each input's rows
   */
  private static List<List<Term>> terms(
      IntegerLinear map, List<Forms> forms, List<double[]> scales) {
    List<List<Term>> terms = new ArrayList<>();
    for (int row = 0; row < map.output().rows(); row++) {
      terms.add(new ArrayList<>());
    }
    for (IntegerBlock block : map.blocks()) {
      Forms input = forms.get(block.input());
      double[] scale = scales.get(block.input());
      for (int i = 0; i < block.outputRows().length; i++) {
        int output = block.outputRows()[i];
        double unit = 1 / map.output().scales()[output];
        List<Term> row = terms.get(output);
        switch (block) {
          case IntegerDenseBlock dense -> {
            for (int j = 0; j < dense.gather().length; j++) {
              int from = dense.gather()[j];
              if (from >= 0 && dense.weights()[i][j] != 0) {
                row.add(new Term(input, from, (double) dense.weights()[i][j] * scale[from] * unit));
              }
            }
          }
          case IntegerDiagonalBlock diagonal -> {
            int from = diagonal.inputRows()[i];
            row.add(new Term(input, from, (double) diagonal.weights()[i] * scale[from] * unit));
          }
        }
      }
    }
    return terms;
  }

  /** The linear forms of a linear map of linear forms, of {@code inputs} inputs of the network. */
  static Forms compose(IntegerLinear map, List<Forms> forms, List<double[]> scales, int inputs) {
    List<List<Term>> terms = terms(map, forms, scales);
    int rows = terms.size();
    int[][] indices = new int[rows][];
    double[][] coefficients = new double[rows][];
    double[] middle = new double[rows];
    double[] sum = new double[inputs];
    for (int row = 0; row < rows; row++) {
      Arrays.fill(sum, 0);
      middle[row] = map.bias()[row] / map.output().scales()[row];
      for (Term term : terms.get(row)) {
        int[] index = term.forms.indices[term.row];
        middle[row] += term.weight * term.forms.middle[term.row];
        for (int k = 0; k < index.length; k++) {
          sum[index[k]] += term.weight * term.forms.coefficients[term.row][k];
        }
      }
      int[] used = nonZero(sum);
      double[] kept = new double[used.length];
      Arrays.setAll(kept, k -> sum[used[k]]);
      indices[row] = used;
      coefficients[row] = kept;
    }
    return linear(indices, coefficients, middle);
  }

  private static int[] nonZero(double[] numbers) {
    int[] used = new int[numbers.length];
    int count = 0;
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] != 0) {
        used[count++] = i;
      }
    }
    return Arrays.copyOf(used, count);
  }

  /**
   * Bounds of the rows of a linear map of quadratics.
   *
   * @return lower and upper bounds, or null where collecting the forms takes too long
   */
  static double @Nullable [][] of(
      IntegerLinear map, List<Forms> forms, List<double[]> scales, int inputs) {
    List<List<Term>> terms = terms(map, forms, scales);
    double work = 0;
    for (List<Term> row : terms) {
      for (Term term : row) {
        double length = term.forms.indices[term.row].length;
        work += length * length / 2 + length;
      }
    }
    if (inputs > MANY_INPUTS || work > MUCH_WORK) {
      return null;
    }
    Collector collector = new Collector(inputs);
    double[][] bounds = new double[2][terms.size()];
    for (int row = 0; row < terms.size(); row++) {
      double constant = map.bias()[row] / map.output().scales()[row];
      double[] range = collector.range(terms.get(row), constant);
      bounds[0][row] = range[0];
      bounds[1][row] = range[1];
    }
    return bounds;
  }

  /** Collects the coefficients of one row at a time. */
  private static final class Collector {
    private final int inputs;
    private final double[] products;
    private final double[] squares;
    private final double[] linear;
    private double constant;
    private int[] touched = new int[1024];
    private int touchedCount;

    Collector(int inputs) {
      this.inputs = inputs;
      products = new double[inputs * inputs];
      squares = new double[inputs];
      linear = new double[inputs];
    }

    double[] range(List<Term> terms, double bias) {
      constant = bias;
      touchedCount = 0;
      Arrays.fill(squares, 0);
      Arrays.fill(linear, 0);
      for (Term term : terms) {
        add(term);
      }
      return bounds();
    }

    private void add(Term term) {
      Forms forms = term.forms;
      double z = forms.middle[term.row];
      double a = term.weight * forms.square[term.row];
      double b = term.weight * forms.linear[term.row];
      constant += (a * z + b) * z + term.weight * forms.constant[term.row];
      int[] index = forms.indices[term.row];
      double[] u = forms.coefficients[term.row];
      for (int i = 0; i < index.length; i++) {
        linear[index[i]] += (2 * a * z + b) * u[i];
        squares[index[i]] += a * u[i] * u[i];
        if (a != 0) {
          addProducts(2 * a * u[i], index, u, i);
        }
      }
    }

    private void addProducts(double factor, int[] index, double[] u, int i) {
      if (touchedCount + index.length > touched.length) {
        touched = Arrays.copyOf(touched, 2 * touched.length + index.length);
      }
      int start = index[i] * inputs;
      for (int k = i + 1; k < index.length; k++) {
        int at = start + index[k];
        if (products[at] == 0) {
          touched[touchedCount++] = at;
        }
        products[at] += factor * u[k];
      }
    }

    private double[] bounds() {
      double negative = 0;
      double positive = 0;
      double[] meeting = new double[inputs];
      for (int k = 0; k < touchedCount; k++) {
        int at = touched[k];
        double product = products[at];
        products[at] = 0;
        negative += Math.min(product, 0);
        positive += Math.max(product, 0);
        meeting[at / inputs] += product;
        meeting[at % inputs] += product;
      }
      double low = constant - positive + negative;
      double high = constant + positive - negative;
      for (int i = 0; i < inputs; i++) {
        low += -PolynomialRange.largestQuadratic(-squares[i], -linear[i], -1, 1);
        high += PolynomialRange.largestQuadratic(squares[i], linear[i], -1, 1);
      }
      double[] range = {low, high};
      intersectWithCorner(range, 1, negative, positive, meeting);
      intersectWithCorner(range, -1, negative, positive, meeting);
      double slack = 1e-9 * Math.max(Math.abs(range[0]), Math.abs(range[1]));
      return new double[] {range[0] - slack, range[1] + slack};
    }

    /** The form in y where t = sign·(2y - 1): t_i·t_k = 4·y_i·y_k - 2·y_i - 2·y_k + 1. */
    private void intersectWithCorner(
        double[] range, int sign, double negative, double positive, double[] meeting) {
      double low = constant + negative + positive;
      double high = low;
      for (int i = 0; i < inputs; i++) {
        double shift = squares[i] - sign * linear[i];
        double slope = 2 * sign * linear[i] - 4 * squares[i] - 2 * meeting[i];
        low += shift - PolynomialRange.largestQuadratic(-4 * squares[i], -slope, 0, 1);
        high += shift + PolynomialRange.largestQuadratic(4 * squares[i], slope, 0, 1);
      }
      range[0] = Math.max(range[0], low + 4 * negative);
      range[1] = Math.min(range[1], high + 4 * positive);
    }
  }
}
