package io.slotwise.model.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import io.slotwise.model.ModelException;
import io.slotwise.model.Shape;

/** Nodes whose result is constant whatever they read. */
final class ConstantNodes {
  private ConstantNodes() {}

  static Constant constant(Operator operator) {
    Attributes attributes = operator.attributes();
    AttributeProto tensor = attributes.get("value", AttributeType.TENSOR);
    if (tensor != null) {
      return operator.tensorData().read(tensor.getT(), "constant '" + operator.name() + "'");
    }
    AttributeProto number = attributes.get("value_float", AttributeType.FLOAT);
    if (number != null) {
      return finite(new double[] {number.getF()});
    }
    AttributeProto numbers = attributes.get("value_floats", AttributeType.FLOATS);
    if (numbers != null) {
      double[] values = new double[numbers.getFloatsCount()];
      for (int i = 0; i < values.length; i++) {
        values[i] = numbers.getFloats(i);
      }
      return finite(values, values.length);
    }
    AttributeProto integer = attributes.get("value_int", AttributeType.INT);
    if (integer != null) {
      return Constant.of(new int[0], new double[] {integer.getI()}, true);
    }
    AttributeProto integers = attributes.get("value_ints", AttributeType.INTS);
    if (integers != null) {
      double[] values = integers.getIntsList().stream().mapToDouble(Long::doubleValue).toArray();
      return Constant.of(new int[] {values.length}, values, true);
    }
    throw new ModelException("holds no number; strings and sparse tensors are not supported");
  }

  /** The shape of a tensor; a symbolic batch size stays symbolic. */
  static Constant shape(Operator operator) {
    if (operator.attributes().integer("start", 0) != 0
        || operator.attributes().get("end", AttributeType.INT) != null) {
      throw new ModelException("start and end are not supported");
    }
    if (operator.input(0) instanceof Constant constant) {
      double[] dims = new double[constant.rank()];
      for (int i = 0; i < dims.length; i++) {
        dims[i] = constant.dims()[i];
      }
      return Constant.of(new int[] {dims.length}, dims, true);
    }
    Shape shape = operator.activation(0).shape();
    double[] dims = new double[shape.rank() + 1];
    dims[0] = operator.scope().fixedBatch();
    for (int i = 1; i < dims.length; i++) {
      dims[i] = shape.get(i - 1);
    }
    return new Constant(new int[] {dims.length}, dims, true, dims[0] == 0);
  }

  private static Constant finite(double[] values, int... dims) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new ModelException("holds " + value + "; constants must be finite");
      }
    }
    return Constant.floats(values, dims);
  }
}
