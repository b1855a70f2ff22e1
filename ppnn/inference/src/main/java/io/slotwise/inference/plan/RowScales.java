package io.slotwise.inference.plan;

import io.slotwise.model.program.Block;
import io.slotwise.model.program.DenseBlock;
import io.slotwise.model.program.DiagonalBlock;
import io.slotwise.model.program.LinearOperation;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Scales of the output rows of a linear map, so that its weights have a given number of bits. A row
 * has one scale; what it is spent on is the {@link Policy}. Rows that share weights with others get
 * one scale with them.
 *
 * <p>Where inputs have scales far apart, the weights of those with the largest scales get the bits;
 * the others' are wide.
 */
final class RowScales {
  /** What the scale of a row is spent on. */
  enum Policy {
    /** Each row uses all bits of its own weights. */
    OWN,
    /** All rows get the scale that the largest weight allows. */
    UNIFORM,
    /** Rows that matter more to what follows get more scale. */
    NEXT
  }

  /** Inputs whose scale is smaller by more than this factor get wide weights. */
  static final double FAR = 4;

  /** Scores are decoded together, so their scales are kept this close. */
  private static final double LARGEST_SPREAD_OF_SCORES = 16;

  private final LinearOperation operation;
  private final List<TrackedValue> inputs;
  private final int[] leader;
  private final double[] ratio;
  private final double[] magnitude;

  /**
   * Prepares.
   *
   * @param magnitude the largest absolute value of each output row, unrounded
   */
  RowScales(LinearOperation operation, List<TrackedValue> inputs, double[] magnitude) {
    this.operation = operation;
    this.inputs = inputs;
    this.magnitude = magnitude;
    leader = leaders();
    ratio = ratios();
  }

  /** Receives one weight: from a row of an input to an output row. */
  private interface WeightVisitor {
    void visit(TrackedValue input, int row, int outputRow, double weight);
  }

  /**
   * Scales of rows.
   *
   * @param exact whether weights are integers at them anyway, however few bits they have
   */
  record Scales(double[] rows, boolean exact) {}

  /**
   * The scales.
   *
   * @param bits of the weights, with their sign
   * @param importance of each row to what follows, for {@link Policy#NEXT}
   * @param scores whether the rows are the scores
   */
  Scales scales(int bits, Policy policy, double[] importance, boolean scores) {
    Policy chosen = scores ? Policy.OWN : policy;
    double[] exact = withLargest(1, chosen, importance, scores);
    if (isExact(exact, bits)) {
      return new Scales(exact, true);
    }
    double limit = Math.scalb(1.0, bits - 1) - 1;
    return new Scales(withLargest(limit, chosen, importance, scores), false);
  }

  /** The largest number of each group of rows that share weights. */
  private double[] overGroups(double[] numbers) {
    double[] largest = new double[numbers.length];
    for (int row = 0; row < numbers.length; row++) {
      int first = find(row);
      largest[first] = Math.max(largest[first], numbers[row]);
    }
    for (int row = 0; row < numbers.length; row++) {
      largest[row] = largest[find(row)];
    }
    return largest;
  }

  private double[] withLargest(double limit, Policy policy, double[] importance, boolean scores) {
    double largest = Arrays.stream(ratio).max().orElse(0);
    double uniform = largest > 0 ? limit / largest : limit * inputs.getFirst().largestScale();
    double[] scales = ProgramBuilder.filled(ratio.length, uniform);
    switch (policy) {
      case OWN -> {
        double most = Arrays.stream(magnitude).max().orElse(0);
        double[] bound = overGroups(magnitude);
        for (int row = 0; row < scales.length; row++) {
          double own = ratio[row] > 0 ? limit / ratio[row] : uniform;
          double raise = bound[row] > 0 ? most / bound[row] : 1;
          raise = scores ? Math.min(raise, LARGEST_SPREAD_OF_SCORES) : raise;
          scales[row] = Math.min(own, uniform * raise);
        }
      }
      case NEXT -> {
        double[] weight = overGroups(importance);
        double most = Arrays.stream(weight).max().orElse(0);
        double factor = Double.POSITIVE_INFINITY;
        for (int row = 0; row < scales.length; row++) {
          weight[row] = most > 0 ? Math.max(weight[row] / most, 1.0 / 64) : 1;
          factor = ratio[row] > 0 ? Math.min(factor, limit / (ratio[row] * weight[row])) : factor;
        }
        if (Double.isFinite(factor)) {
          for (int row = 0; row < scales.length; row++) {
            scales[row] = factor * weight[row];
          }
        }
      }
      case UNIFORM -> {}
    }
    return scales;
  }

  /** Whether rounding the weights at these scales changes none by more than they have bits. */
  private boolean isExact(double[] scales, int bits) {
    double allowed = Math.scalb(1.0, -bits - 1);
    boolean[] exact = {true};
    forEachWeight(
        (input, row, outputRow, weight) -> {
          double scaled = Math.abs(weight) * scales[outputRow] / input.scale(row);
          exact[0] &= Math.abs(scaled - Math.rint(scaled)) <= allowed * scaled;
        });
    return exact[0];
  }

  /**
   * The largest weight of each group of rows, over the scale of what it multiplies. Rows that read
   * far inputs alone get the scale that they would have if these were near: their weights are wide
   * too, and the scales of one value stay close together.
   */
  private double[] ratios() {
    IdentityHashMap<TrackedValue, Double> scales = new IdentityHashMap<>();
    inputs.forEach(input -> scales.put(input, input.typicalScale()));
    double most = Collections.max(scales.values());
    double far = most / FAR;
    Set<TrackedValue> nearInputs = Collections.newSetFromMap(new IdentityHashMap<>());
    inputs.stream().filter(input -> scales.get(input) >= far).forEach(nearInputs::add);
    double[] near = new double[operation.outputRows()];
    double[] onlyFar = new double[operation.outputRows()];
    forEachWeight(
        (input, row, outputRow, weight) -> {
          double size = Math.abs(weight) / input.scale(row);
          if (nearInputs.contains(input)) {
            near[outputRow] = Math.max(near[outputRow], size);
          } else {
            double raised = size * (scales.get(input) / most);
            onlyFar[outputRow] = Math.max(onlyFar[outputRow], raised);
          }
        });
    for (int row = 0; row < near.length; row++) {
      near[row] = near[row] > 0 ? near[row] : onlyFar[row];
    }
    return overGroups(near);
  }

  /** Rows that read the same row of a shared matrix are one group. */
  private int[] leaders() {
    int[] parents = new int[operation.outputRows()];
    Arrays.setAll(parents, row -> row);
    IdentityHashMap<double[][], int[]> known = new IdentityHashMap<>();
    for (Block block : operation.blocks()) {
      if (block instanceof DenseBlock dense) {
        int[] first = known.computeIfAbsent(dense.weights(), _ -> dense.outputRows());
        for (int i = 0; i < first.length; i++) {
          parents[root(parents, dense.outputRows()[i])] = root(parents, first[i]);
        }
      }
    }
    return parents;
  }

  private int find(int row) {
    return root(leader, row);
  }

  private static int root(int[] parents, int row) {
    int current = row;
    while (parents[current] != current) {
      parents[current] = parents[parents[current]];
      current = parents[current];
    }
    return current;
  }

  private void forEachWeight(WeightVisitor visitor) {
    for (Block block : operation.blocks()) {
      TrackedValue input = inputs.get(block.input());
      switch (block) {
        case DenseBlock dense -> {
          for (int j = 0; j < dense.gather().length; j++) {
            for (int i = 0; dense.gather()[j] >= 0 && i < dense.outputRows().length; i++) {
              visitor.visit(input, dense.gather()[j], dense.outputRows()[i], dense.weights()[i][j]);
            }
          }
        }
        case DiagonalBlock diagonal -> {
          for (int i = 0; i < diagonal.inputRows().length; i++) {
            visitor.visit(
                input, diagonal.inputRows()[i], diagonal.outputRows()[i], diagonal.weights()[i]);
          }
        }
      }
    }
  }
}
