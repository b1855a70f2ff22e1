package io.slotwise.model.onnx;

import io.slotwise.model.ModelException;
import java.util.Arrays;

/** Operators that pick or reorder elements of constants. */
final class ConstantIndexing {
  private ConstantIndexing() {}

  static int axis(int axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw new ModelException("axis " + axis + " does not exist");
    }
    return axis < 0 ? axis + rank : axis;
  }

  static Constant transpose(Operator operator) {
    Constant x = ConstantFolding.tensor(operator, 0);
    int[] order = operator.attributes().integers("perm");
    if (order == null) {
      order = new int[x.rank()];
      Arrays.setAll(order, i -> x.rank() - 1 - i);
    }
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    int[] dims = new int[x.rank()];
    Arrays.setAll(dims, i -> i);
    if (!Arrays.equals(sorted, dims)) {
      throw new ModelException("perm must name each axis once");
    }
    int[] strides = strides(x.dims());
    int[] offsets = new int[x.rank()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = x.dims()[order[i]];
      offsets[i] = strides[order[i]];
    }
    return pick(x, dims, 0, offsets);
  }

  static Constant gather(Operator operator) {
    Constant x = ConstantFolding.tensor(operator, 0);
    Constant indices = operator.constant(1, "the indices");
    int axis = axis(operator.attributes().integer("axis", 0), x.rank());
    int length = x.dims()[axis];
    int inner = strides(x.dims())[axis];
    int outer = inner * length == 0 ? 0 : x.size() / (inner * length);
    int[] dims = new int[x.rank() - 1 + indices.rank()];
    System.arraycopy(x.dims(), 0, dims, 0, axis);
    System.arraycopy(indices.dims(), 0, dims, axis, indices.rank());
    System.arraycopy(x.dims(), axis + 1, dims, axis + indices.rank(), x.rank() - axis - 1);
    double[] values = new double[Constant.foldedSize(dims)];
    int next = 0;
    for (int o = 0; o < outer; o++) {
      for (int index : indices.integers("the indices")) {
        int from = (o * length + axis(index, length)) * inner;
        System.arraycopy(x.values(), from, values, next, inner);
        next += inner;
      }
    }
    return new Constant(dims, values, x.integer(), x.symbolic());
  }

  static Constant slice(Operator operator) {
    Constant x = ConstantFolding.tensor(operator, 0);
    int[] starts = operator.constant(1, "the starts").integers("the starts");
    int[] ends = operator.constant(2, "the ends").integers("the ends");
    int[] axes = new int[starts.length];
    Arrays.setAll(axes, i -> i);
    if (operator.has(3)) {
      axes = operator.constant(3, "the axes").integers("the axes");
    }
    int[] steps = new int[starts.length];
    Arrays.fill(steps, 1);
    if (operator.has(4)) {
      steps = operator.constant(4, "the steps").integers("the steps");
    }
    if (ends.length != starts.length
        || axes.length != starts.length
        || steps.length != starts.length) {
      throw new ModelException("starts, ends, axes and steps must have one length");
    }
    int[] dims = x.dims().clone();
    int[] offsets = strides(x.dims());
    int first = 0;
    for (int i = 0; i < starts.length; i++) {
      int axis = axis(axes[i], x.rank());
      if (steps[i] != 1) {
        throw new ModelException("only slices with step 1 are supported");
      }
      int start = position(starts[i], x.dims()[axis]);
      int end = position(ends[i], x.dims()[axis]);
      dims[axis] = Math.max(0, end - start);
      first += start * offsets[axis];
    }
    return pick(x, dims, first, offsets);
  }

  static Constant concat(Operator operator) {
    Constant first = ConstantFolding.tensor(operator, 0);
    int axis = axis(operator.attributes().integer("axis", 0), first.rank());
    int[] dims = first.dims().clone();
    dims[axis] = 0;
    boolean symbolic = false;
    for (int i = 0; i < operator.inputCount(); i++) {
      Constant part = ConstantFolding.tensor(operator, i);
      int[] partDims = part.dims().clone();
      if (partDims.length == dims.length) {
        dims[axis] += partDims[axis];
        partDims[axis] = dims[axis];
      }
      if (!Arrays.equals(partDims, dims)) {
        throw new ModelException("cannot join shapes that differ");
      }
      symbolic |= part.symbolic();
    }
    double[] values = new double[Constant.foldedSize(dims)];
    int inner = strides(dims)[axis];
    int row = inner * dims[axis];
    int start = 0;
    for (int i = 0; i < operator.inputCount(); i++) {
      Constant part = ConstantFolding.tensor(operator, i);
      int length = part.dims()[axis] * inner;
      for (int o = 0; length > 0 && o * length < part.size(); o++) {
        System.arraycopy(part.values(), o * length, values, o * row + start, length);
      }
      start += length;
    }
    return new Constant(dims, values, first.integer(), symbolic);
  }

  private static Constant pick(Constant x, int[] dims, int first, int[] offsets) {
    double[] values = new double[Constant.foldedSize(dims)];
    for (int i = 0; i < values.length; i++) {
      values[i] = x.values()[first + ConstantFolding.index(i, dims, offsets)];
    }
    return new Constant(dims, values, x.integer(), x.symbolic());
  }

  /** A slice bound, counted from the end if negative, clamped to the axis. */
  private static int position(int bound, int length) {
    return Math.clamp(bound < 0 ? (long) bound + length : bound, 0, length);
  }

  private static int[] strides(int[] dims) {
    int[] strides = new int[dims.length];
    int stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dims[i];
    }
    return strides;
  }
}
