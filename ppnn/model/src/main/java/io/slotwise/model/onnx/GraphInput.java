package io.slotwise.model.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.slotwise.model.ModelException;
import io.slotwise.model.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The graph's input.
 *
 * @param name its tensor name
 * @param batch the batch size that the model was exported for; 0 if it is symbolic
 * @param shape the rest of the shape
 */
record GraphInput(String name, int batch, Shape shape) {
  static GraphInput of(ValueInfoProto info) {
    String what = "the input '" + info.getName() + "'";
    TypeProto.Tensor type = info.getType().getTensorType();
    DataType element = DataType.forNumber(type.getElemType());
    if (element == null || !TensorData.isFloat(element)) {
      throw new ModelException(what + " must hold FLOAT or DOUBLE, not " + element);
    }
    List<TensorShapeProto.Dimension> dims = type.getShape().getDimList();
    if (dims.size() < 2) {
      throw new ModelException(
          what + " must have a batch dimension and at least one more, such as (N, 1, 28, 28)");
    }
    List<Integer> shape = new ArrayList<>();
    for (TensorShapeProto.Dimension dim : dims.subList(1, dims.size())) {
      long size = dim.getDimValue();
      if (size < 1 || size > Scope.MAX_FEATURES) {
        throw new ModelException(
            what + " needs fixed sizes besides the batch, such as (N, 1, 28, 28)");
      }
      shape.add((int) size);
    }
    long batch = dims.getFirst().getDimValue();
    boolean fixed = batch >= 1 && batch <= Integer.MAX_VALUE;
    return new GraphInput(info.getName(), fixed ? (int) batch : 0, new Shape(shape));
  }
}
