package io.slotwise.model.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.slotwise.model.ModelException;
import io.slotwise.model.Shape;
import io.slotwise.model.Sum;
import java.util.Arrays;
import java.util.List;

/** Element-wise arithmetic: polynomials of one tensor, or sums of several. */
final class Elementwise {
  private Elementwise() {}

  static Activation apply(Operator operator) {
    return switch (operator.type()) {
      case "Add" -> add(operator, operator.input(0), operator.input(1), 1);
      case "Sub" -> add(operator, operator.input(0), operator.input(1), -1);
      case "Mul" -> multiply(operator);
      case "Div" -> divide(operator);
      case "Neg" -> {
        Activation x = operator.activation(0);
        yield named(operator, x, x.polynomial().times(-1));
      }
      case "Pow" -> power(operator);
      default -> sum(operator);
    };
  }

  static Activation cast(Operator operator) {
    DataType to = DataType.forNumber(operator.attributes().integer("to", 0));
    operator.attributes().ignore("saturate");
    if (to == null || !TensorData.isFloat(to)) {
      throw new ModelException("only casts to floating point are supported, not to " + to);
    }
    return operator.activation(0);
  }

  static Activation dropout(Operator operator) {
    operator.attributes().ignore("seed");
    operator.attributes().ignore("ratio");
    if (operator.has(2) && operator.constant(2, "training_mode").scalar("training_mode") != 0) {
      throw new ModelException("is in training mode; export the model for inference");
    }
    return operator.activation(0);
  }

  private static Activation sum(Operator operator) {
    Value sum = operator.input(0);
    if (operator.inputCount() == 1) {
      return operator.activation(0);
    }
    for (int i = 1; i < operator.inputCount(); i++) {
      if (sum instanceof Constant a && operator.input(i) instanceof Constant b) {
        sum = ConstantFolding.add(a, b);
      } else {
        sum = add(operator, sum, operator.input(i), 1);
      }
    }
    return (Activation) sum;
  }

  private static Activation add(Operator operator, Value left, Value right, double factor) {
    if (left instanceof Activation a && right instanceof Activation b) {
      return a.base() == b.base() && a.shape().equals(b.shape())
          ? join(operator, a, b, a.polynomial().plus(b.polynomial(), factor))
          : residual(operator, a, b, factor);
    }
    if (left instanceof Activation a) {
      Polynomial constant = broadcast((Constant) right, a.shape());
      return named(operator, a, a.polynomial().plus(constant, factor));
    }
    Activation b = (Activation) right;
    return named(operator, b, broadcast((Constant) left, b.shape()).plus(b.polynomial(), factor));
  }

  /** A sum of two different tensors; a uniform factor of either goes into the sum. */
  private static Activation residual(Operator operator, Activation a, Activation b, double factor) {
    if (!a.shape().equals(b.shape())) {
      throw new ModelException(
          "combines tensors of shapes " + a.shape() + " and " + b.shape() + "; make them equal");
    }
    Scope scope = operator.scope();
    boolean plainA = a.polynomial().isUniformMultiple();
    boolean plainB = b.polynomial().isUniformMultiple();
    int inputA = plainA ? a.base() : scope.materialize(a);
    int inputB = plainB ? b.base() : scope.materialize(b);
    double factorA = plainA ? a.polynomial().uniformFactor() : 1;
    double factorB = factor * (plainB ? b.polynomial().uniformFactor() : 1);
    return scope.addTo(new Sum(operator.name(), List.of(factorA, factorB)), inputA, inputB);
  }

  private static Activation multiply(Operator operator) {
    Value left = operator.input(0);
    Value right = operator.input(1);
    if (left instanceof Activation a && right instanceof Activation b) {
      if (a.base() != b.base() || !a.shape().equals(b.shape())) {
        throw new ModelException(
            "multiplies two different tensors; only powers of one tensor, and products with"
                + " constants, are supported");
      }
      return join(operator, a, b, a.polynomial().times(b.polynomial()));
    }
    Activation x = left instanceof Activation a ? a : (Activation) right;
    Constant constant = (Constant) (left instanceof Activation ? right : left);
    return named(operator, x, x.polynomial().times(broadcast(constant, x.shape())));
  }

  private static Activation divide(Operator operator) {
    Activation x = operator.activation(0);
    if (operator.input(1) instanceof Activation) {
      throw new ModelException("divides by a tensor; only division by a constant is supported");
    }
    Constant divisor = operator.constant(1, "the divisor");
    double[] inverse = new double[divisor.size()];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = 1 / divisor.values()[i];
      if (!Double.isFinite(inverse[i])) {
        throw new ModelException("divides by " + divisor.values()[i]);
      }
    }
    Constant reciprocal = Constant.floats(inverse, divisor.requireComputable().dims());
    return named(operator, x, x.polynomial().times(broadcast(reciprocal, x.shape())));
  }

  private static Activation power(Operator operator) {
    Activation x = operator.activation(0);
    Constant exponents = operator.constant(1, "the exponent");
    broadcast(exponents, x.shape());
    double exponent = exponents.values()[0];
    for (double other : exponents.values()) {
      if (other != exponent) {
        throw new ModelException("needs one exponent for all elements");
      }
    }
    if (exponent != Math.rint(exponent) || exponent < 0 || exponent > Polynomial.MAX_DEGREE) {
      throw new ModelException(
          "the exponent "
              + exponent
              + " is not supported; use an integer from 0 to "
              + Polynomial.MAX_DEGREE);
    }
    return named(operator, x, x.polynomial().power((int) exponent));
  }

  /** A constant as a polynomial of degree 0 over activations of {@code shape}. */
  static Polynomial broadcast(Constant constant, Shape shape) {
    int[] dims = constant.requireComputable().dims();
    int rank = shape.rank() + 1;
    int extra = rank - dims.length;
    boolean fits = extra >= 0;
    for (int i = 0; fits && i < dims.length; i++) {
      int axis = i + extra;
      fits = dims[i] == 1 || (axis > 0 && dims[i] == shape.get(axis - 1));
    }
    if (!fits) {
      throw new ModelException(
          "a constant of shape "
              + Arrays.toString(dims)
              + " does not broadcast to activations of shape "
              + shape);
    }
    if (constant.size() == 1) {
      return Polynomial.constant(constant.values());
    }
    double[] values = new double[shape.size()];
    for (int e = 0; e < values.length; e++) {
      int index = 0;
      for (int i = 0; i < dims.length; i++) {
        int axis = i + extra - 1;
        int position = axis < 0 ? 0 : e / shape.stride(axis) % shape.get(axis);
        index = index * dims[i] + (dims[i] == 1 ? 0 : position);
      }
      values[e] = constant.values()[index];
    }
    return Polynomial.constant(values);
  }

  private static Activation named(Operator operator, Activation x, Polynomial polynomial) {
    return x.with(polynomial, Activation.join(x.names(), List.of(), operator.name()));
  }

  private static Activation join(
      Operator operator, Activation a, Activation b, Polynomial polynomial) {
    return a.with(polynomial, Activation.join(a.names(), b.names(), operator.name()));
  }
}
