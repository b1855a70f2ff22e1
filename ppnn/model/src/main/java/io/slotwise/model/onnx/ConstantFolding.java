package io.slotwise.model.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.slotwise.model.ModelException;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Operators applied to constants, as exporters leave them in a graph. */
final class ConstantFolding {
  private ConstantFolding() {}

  static Constant apply(Operator operator) {
    return switch (operator.type()) {
      case "Add" -> add(number(operator, 0), number(operator, 1));
      case "Sub" -> combine(number(operator, 0), number(operator, 1), (a, b) -> a - b);
      case "Mul" -> combine(number(operator, 0), number(operator, 1), (a, b) -> a * b);
      case "Div" -> divide(number(operator, 0), number(operator, 1));
      case "Pow" -> combine(number(operator, 0), number(operator, 1), Math::pow);
      case "Neg" -> map(number(operator, 0), a -> -a);
      case "Sqrt" -> map(number(operator, 0), Math::sqrt);
      case "Reciprocal" -> map(number(operator, 0), a -> 1 / a);
      case "Abs" -> map(number(operator, 0), Math::abs);
      case "Identity", "Dropout" -> tensor(operator, 0);
      case "Cast" -> cast(operator);
      case "ConstantOfShape" -> constantOfShape(operator);
      case "Reshape" -> reshape(operator);
      case "Flatten" -> flatten(operator);
      case "Squeeze" -> squeeze(operator);
      case "Unsqueeze" -> unsqueeze(operator);
      case "Transpose" -> ConstantIndexing.transpose(operator);
      case "Concat" -> ConstantIndexing.concat(operator);
      case "Gather" -> ConstantIndexing.gather(operator);
      case "Slice" -> ConstantIndexing.slice(operator);
      case "Expand" -> expand(operator);
      default -> throw new ModelException("of constants is not supported; fold it when exporting");
    };
  }

  static Constant add(Constant a, Constant b) {
    return combine(a, b, Double::sum);
  }

  static Constant tensor(Operator operator, int index) {
    return operator.constant(index, "input " + index);
  }

  private static Constant number(Operator operator, int index) {
    return tensor(operator, index).requireComputable();
  }

  private static Constant divide(Constant a, Constant b) {
    if (!a.integer()) {
      return combine(a, b, (x, y) -> x / y);
    }
    for (double divisor : b.values()) {
      if (divisor == 0) {
        throw new ModelException("divides by 0");
      }
    }
    return combine(a, b, (x, y) -> x / y < 0 ? Math.ceil(x / y) : Math.floor(x / y));
  }

  private static Constant map(Constant a, DoubleUnaryOperator operator) {
    double[] values = Arrays.stream(a.values()).map(operator).toArray();
    return finite(Constant.of(a.dims(), values, a.integer()));
  }

  /** NumPy's broadcasting. */
  private static Constant combine(Constant a, Constant b, DoubleBinaryOperator operator) {
    int[] dims = broadcastDims(a.dims(), b.dims());
    double[] values = new double[Constant.foldedSize(dims)];
    int[] offsetsA = broadcastOffsets(a.dims(), dims);
    int[] offsetsB = broadcastOffsets(b.dims(), dims);
    for (int i = 0; i < values.length; i++) {
      values[i] =
          operator.applyAsDouble(
              a.values()[index(i, dims, offsetsA)], b.values()[index(i, dims, offsetsB)]);
    }
    return finite(Constant.of(dims, values, a.integer()));
  }

  private static int[] broadcastDims(int[] a, int[] b) {
    int[] dims = new int[Math.max(a.length, b.length)];
    for (int i = 1; i <= dims.length; i++) {
      int dimA = i <= a.length ? a[a.length - i] : 1;
      int dimB = i <= b.length ? b[b.length - i] : 1;
      if (dimA != dimB && dimA != 1 && dimB != 1) {
        throw new ModelException(
            "shapes " + Arrays.toString(a) + " and " + Arrays.toString(b) + " do not broadcast");
      }
      dims[dims.length - i] = dimA == 1 ? dimB : dimA;
    }
    return dims;
  }

  /** How far one step along each axis of {@code dims} moves in a tensor broadcast to it. */
  private static int[] broadcastOffsets(int[] from, int[] dims) {
    int[] offsets = new int[dims.length];
    int offset = 1;
    for (int i = 1; i <= from.length; i++) {
      int dim = from[from.length - i];
      offsets[dims.length - i] = dim == 1 ? 0 : offset;
      offset *= dim;
    }
    return offsets;
  }

  /** Where element {@code position} of a tensor of {@code dims} lies, {@code offsets} per step. */
  static int index(int position, int[] dims, int[] offsets) {
    int index = 0;
    int rest = position;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      index += rest % dims[axis] * offsets[axis];
      rest /= dims[axis];
    }
    return index;
  }

  private static Constant cast(Operator operator) {
    Constant x = tensor(operator, 0);
    operator.attributes().ignore("saturate");
    DataType to = DataType.forNumber(operator.attributes().integer("to", 0));
    boolean integer = to == DataType.INT64 || to == DataType.INT32;
    if (to == null || (!integer && !TensorData.isFloat(to))) {
      throw new ModelException("casts to " + to + " are not supported");
    }
    if (to == DataType.FLOAT) {
      return new Constant(
          x.dims(), Arrays.stream(x.values()).map(v -> (float) v).toArray(), false, x.symbolic());
    }
    double[] values = x.values();
    if (integer && !x.integer()) {
      values = Arrays.stream(values).map(v -> (double) (long) v).toArray();
    }
    return new Constant(x.dims(), values, integer, x.symbolic());
  }

  private static Constant constantOfShape(Operator operator) {
    int[] dims = number(operator, 0).integers("the shape");
    AttributeProto value = operator.attributes().get("value", AttributeType.TENSOR);
    double fill = 0;
    boolean integer = false;
    if (value != null) {
      Constant constant = operator.tensorData().read(value.getT(), "the value");
      fill = constant.scalar("the value");
      integer = constant.integer();
    }
    double[] values = new double[Constant.foldedSize(dims)];
    Arrays.fill(values, fill);
    return Constant.of(dims, values, integer);
  }

  private static Constant expand(Operator operator) {
    int[] dims = number(operator, 1).integers("the shape");
    double[] zeros = new double[Constant.foldedSize(dims)];
    return add(number(operator, 0), Constant.of(dims, zeros, false));
  }

  private static Constant reshape(Operator operator) {
    Constant x = tensor(operator, 0);
    int[] dims = number(operator, 1).integers("the new shape").clone();
    boolean allowZero = operator.attributes().flag("allowzero", false);
    int unknown = -1;
    long known = 1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 0 && !allowZero && i < x.rank()) {
        dims[i] = x.dims()[i];
      }
      if (dims[i] == -1 && unknown < 0) {
        unknown = i;
      } else if (dims[i] < 0 || known * dims[i] > x.size()) {
        throw new ModelException("cannot reshape to " + Arrays.toString(dims));
      } else {
        known *= dims[i];
      }
    }
    if (unknown >= 0 && known > 0) {
      dims[unknown] = (int) (x.size() / known);
      known *= dims[unknown];
    }
    if (known != x.size()) {
      throw new ModelException("cannot reshape to " + Arrays.toString(dims));
    }
    return x.reshaped(dims);
  }

  private static Constant flatten(Operator operator) {
    Constant x = tensor(operator, 0);
    int axis = operator.attributes().integer("axis", 1);
    axis += axis < 0 ? x.rank() : 0;
    if (axis < 0 || axis > x.rank()) {
      throw new ModelException("axis " + axis + " does not exist");
    }
    int rows = 1;
    for (int i = 0; i < axis; i++) {
      rows *= x.dims()[i];
    }
    return x.reshaped(rows, rows == 0 ? 0 : x.size() / rows);
  }

  private static Constant squeeze(Operator operator) {
    Constant x = tensor(operator, 0);
    int[] axes = ShapeOperators.axes(operator);
    boolean[] dropped = new boolean[x.rank()];
    for (int axis : axes) {
      dropped[ConstantIndexing.axis(axis, x.rank())] = true;
    }
    int[] dims = new int[x.rank()];
    int rank = 0;
    for (int i = 0; i < dims.length; i++) {
      boolean drop = axes.length == 0 ? x.dims()[i] == 1 : dropped[i];
      if (drop && x.dims()[i] != 1) {
        throw new ModelException("cannot drop axis " + i + " of " + Arrays.toString(x.dims()));
      }
      if (!drop) {
        dims[rank++] = x.dims()[i];
      }
    }
    return x.reshaped(Arrays.copyOf(dims, rank));
  }

  private static Constant unsqueeze(Operator operator) {
    Constant x = tensor(operator, 0);
    int[] axes = ShapeOperators.axes(operator);
    int[] dims = new int[x.rank() + axes.length];
    for (int axis : axes) {
      dims[ConstantIndexing.axis(axis, dims.length)] = -1;
    }
    int next = 0;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == -1) {
        dims[i] = 1;
      } else if (next < x.rank()) {
        dims[i] = x.dims()[next++];
      } else {
        throw new ModelException("names an axis twice");
      }
    }
    return x.reshaped(dims);
  }

  private static Constant finite(Constant constant) {
    for (double value : constant.values()) {
      if (!Double.isFinite(value)) {
        throw new ModelException("makes " + value + " of constants");
      }
    }
    return constant;
  }
}
