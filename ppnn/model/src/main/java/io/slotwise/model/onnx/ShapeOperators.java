package io.slotwise.model.onnx;

import io.slotwise.model.Concatenation;
import io.slotwise.model.ModelException;
import io.slotwise.model.Padding;
import io.slotwise.model.Reshape;
import io.slotwise.model.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Operators that move elements without computing; none may touch the batch dimension. */
final class ShapeOperators {
  private ShapeOperators() {}

  static Activation flatten(Operator operator) {
    Activation x = operator.activation(0);
    int axis = axis(operator.attributes().integer("axis", 1), x);
    if (axis != 1) {
      throw new ModelException("only axis 1 is supported, not " + axis);
    }
    return reshaped(operator, x, Shape.of(x.shape().size()));
  }

  static Activation reshape(Operator operator) {
    Activation x = operator.activation(0);
    Constant target = operator.constant(1, "the new shape");
    boolean allowZero = operator.attributes().flag("allowzero", false);
    int[] dims = target.integers("the new shape");
    if (dims.length < 2) {
      throw new ModelException("must keep the batch dimension and at least one more");
    }
    int[] rest = new int[dims.length - 1];
    int unknown = -1;
    long known = 1;
    for (int i = 1; i < dims.length; i++) {
      int dim = dims[i];
      if (dim == 0 && !allowZero && !target.symbolic() && i <= x.shape().rank()) {
        dim = x.shape().get(i - 1);
      }
      if (dim == -1 && unknown < 0) {
        unknown = i - 1;
      } else if (dim < 1 || known * dim > Shape.MAX_ELEMENTS) {
        throw refuseReshape(dims, x);
      } else {
        known *= dim;
      }
      rest[i - 1] = dim;
    }
    int size = x.shape().size();
    if (unknown >= 0) {
      rest[unknown] = (int) (size / known);
      known *= rest[unknown];
    }
    boolean batchKept =
        (dims[0] == 0 && (target.symbolic() || !allowZero))
            || (dims[0] == -1 && unknown < 0)
            || (dims[0] > 0 && dims[0] == operator.scope().fixedBatch());
    if (known != size || !batchKept) {
      throw refuseReshape(dims, x);
    }
    return reshaped(operator, x, Shape.of(rest));
  }

  static Activation squeeze(Operator operator) {
    Activation x = operator.activation(0);
    Set<Integer> axes = new TreeSet<>();
    int[] given = axes(operator);
    if (given.length == 0) {
      throw new ModelException("needs axes: without them a batch of one would lose its dimension");
    }
    for (int a : given) {
      axes.add(axis(a, x));
    }
    List<Integer> dims = new ArrayList<>();
    for (int i = 0; i <= x.shape().rank(); i++) {
      boolean dropped = axes.contains(i);
      if (dropped && (i == 0 || x.shape().get(i - 1) != 1)) {
        throw new ModelException("cannot drop axis " + i + " of activations of shape " + x.shape());
      }
      if (!dropped && i > 0) {
        dims.add(x.shape().get(i - 1));
      }
    }
    requireFeature(dims);
    return reshaped(operator, x, new Shape(dims));
  }

  static Activation unsqueeze(Operator operator) {
    Activation x = operator.activation(0);
    int[] given = axes(operator);
    int rank = x.shape().rank() + 1 + given.length;
    Set<Integer> axes = new TreeSet<>();
    for (int a : given) {
      axes.add(a < 0 ? a + rank : a);
    }
    List<Integer> dims = new ArrayList<>(x.shape().dimensions());
    for (int a : axes) {
      if (a < 1 || a > dims.size() + 1) {
        throw new ModelException("cannot add axis " + a + " to activations of " + x.shape());
      }
      dims.add(a - 1, 1);
    }
    return reshaped(operator, x, new Shape(dims));
  }

  static Activation concat(Operator operator) {
    Activation[] inputs = new Activation[operator.inputCount()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = operator.activation(i);
    }
    int axis = axis(operator.attributes().integer("axis", 0), inputs[0]);
    if (axis == 0) {
      throw new ModelException("cannot join along the batch");
    }
    return operator.scope().add(new Concatenation(operator.name(), axis - 1), inputs);
  }

  static Activation pad(Operator operator) {
    Activation x = operator.activation(0);
    String mode = operator.attributes().text("mode", "constant");
    if (!mode.equals("constant")) {
      throw new ModelException("the mode '" + mode + "' is not supported; use constant");
    }
    int rank = x.shape().rank() + 1;
    int[] pads = operator.constant(1, "the pads").requireComputable().integers("the pads");
    double value = operator.has(2) ? operator.constant(2, "the value").scalar("the value") : 0;
    int[] axes = new int[rank];
    Arrays.setAll(axes, i -> i);
    if (operator.has(3)) {
      axes = operator.constant(3, "the axes").integers("the axes");
    }
    if (pads.length != 2 * axes.length) {
      throw new ModelException("needs " + 2 * axes.length + " pads, not " + pads.length);
    }
    int[] before = new int[rank];
    int[] after = new int[rank];
    for (int i = 0; i < axes.length; i++) {
      int axis = axis(axes[i], x);
      before[axis] = pads[i];
      after[axis] = pads[i + axes.length];
    }
    if (before[0] != 0 || after[0] != 0) {
      throw new ModelException("cannot pad the batch");
    }
    List<Integer> start = Arrays.stream(before).skip(1).boxed().toList();
    List<Integer> end = Arrays.stream(after).skip(1).boxed().toList();
    return operator.scope().add(new Padding(operator.name(), start, end, value), x);
  }

  /** The axes of Squeeze and Unsqueeze, an attribute before opset 13 and an input since. */
  static int[] axes(Operator operator) {
    int[] axes = operator.attributes().integers("axes");
    if (operator.has(1)) {
      axes = operator.constant(1, "the axes").requireComputable().integers("the axes");
    }
    return axes == null ? new int[0] : axes;
  }

  private static Activation reshaped(Operator operator, Activation x, Shape shape) {
    return operator.scope().add(new Reshape(operator.name(), shape), x);
  }

  private static int axis(int axis, Activation x) {
    int rank = x.shape().rank() + 1;
    if (axis < -rank || axis >= rank) {
      throw new ModelException("axis " + axis + " does not exist");
    }
    return axis < 0 ? axis + rank : axis;
  }

  private static void requireFeature(List<Integer> dims) {
    if (dims.isEmpty()) {
      throw new ModelException("must leave a dimension besides the batch");
    }
  }

  private static ModelException refuseReshape(int[] dims, Activation x) {
    return new ModelException(
        "cannot turn activations of shape "
            + x.shape()
            + " into "
            + Arrays.toString(dims)
            + "; the first dimension must stay the batch (0 or -1)");
  }
}
