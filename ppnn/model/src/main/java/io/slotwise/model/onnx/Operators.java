package io.slotwise.model.onnx;

import io.slotwise.model.ModelException;

/** What each ONNX operator means. */
final class Operators {
  private Operators() {}

  /** The tensor that an operator makes; refuses operators that are not supported. */
  static Value apply(Operator operator) {
    if (operator.type().equals("Constant")) {
      return ConstantNodes.constant(operator);
    }
    if (operator.type().equals("Shape")) {
      return ConstantNodes.shape(operator);
    }
    if (operator.isConstant()) {
      return ConstantFolding.apply(operator);
    }
    return switch (operator.type()) {
      case "Add", "Sub", "Mul", "Div", "Neg", "Pow", "Sum" -> Elementwise.apply(operator);
      case "Identity" -> operator.activation(0);
      case "Cast" -> Elementwise.cast(operator);
      case "Dropout" -> Elementwise.dropout(operator);
      case "Conv" -> ImageOperators.convolution(operator);
      case "AveragePool" -> ImageOperators.averagePool(operator);
      case "GlobalAveragePool" -> ImageOperators.globalAveragePool(operator);
      case "ReduceMean" -> ImageOperators.reduceMean(operator);
      case "Gemm" -> DenseOperators.gemm(operator);
      case "MatMul" -> DenseOperators.matMul(operator);
      case "BatchNormalization" -> DenseOperators.batchNormalization(operator);
      case "Flatten" -> ShapeOperators.flatten(operator);
      case "Reshape" -> ShapeOperators.reshape(operator);
      case "Squeeze" -> ShapeOperators.squeeze(operator);
      case "Unsqueeze" -> ShapeOperators.unsqueeze(operator);
      case "Concat" -> ShapeOperators.concat(operator);
      case "Pad" -> ShapeOperators.pad(operator);
      default -> throw new ModelException("is not supported; " + nearest(operator.type()));
    };
  }

  /** What a user may put in the place of an operator that is not supported. */
  private static String nearest(String type) {
    return switch (type) {
      case "Relu",
          "LeakyRelu",
          "PRelu",
          "Elu",
          "Selu",
          "Celu",
          "Gelu",
          "Sigmoid",
          "HardSigmoid",
          "Tanh",
          "Softplus",
          "Softsign",
          "HardSwish",
          "Mish",
          "Clip",
          "ThresholdedRelu",
          "Erf",
          "Abs",
          "Exp",
          "Sqrt" ->
          "train with a polynomial activation instead, written with Add, Mul or Pow";
      case "MaxPool", "GlobalMaxPool", "LpPool", "GlobalLpPool" ->
          "use AveragePool or GlobalAveragePool instead";
      case "ConvTranspose", "DeformConv", "ConvInteger", "QLinearConv" -> "use Conv instead";
      case "MatMulInteger", "QLinearMatMul", "Einsum" ->
          "use Gemm, or MatMul with a constant, instead";
      case "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear" ->
          "export the model before quantisation";
      case "InstanceNormalization", "LayerNormalization", "GroupNormalization", "LRN" ->
          "use BatchNormalization instead";
      case "Softmax", "LogSoftmax", "ArgMax" -> "it may only be the last operator";
      case "ReduceSum" -> "use AveragePool or a Conv of ones instead";
      case "Transpose", "Slice", "Gather", "Split" -> "export with images as (N, C, H, W)";
      default ->
          "supported are Conv, Gemm, MatMul, BatchNormalization, AveragePool, GlobalAveragePool,"
              + " Flatten, Reshape, Concat, Pad, Add, Sub, Mul, Div, Neg and Pow";
    };
  }
}
