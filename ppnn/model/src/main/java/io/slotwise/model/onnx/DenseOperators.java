package io.slotwise.model.onnx;

import io.slotwise.model.BatchNormalization;
import io.slotwise.model.Dense;
import io.slotwise.model.ModelException;
import io.slotwise.model.Tensor;

/** Gemm, MatMul and BatchNormalization. */
final class DenseOperators {
  private DenseOperators() {}

  static Activation gemm(Operator operator) {
    Attributes attributes = operator.attributes();
    if (attributes.flag("transA", false)) {
      throw new ModelException("transA is not supported: it would mix the images of a batch");
    }
    boolean transposed = attributes.flag("transB", false);
    double alpha = attributes.number("alpha", 1);
    double beta = attributes.number("beta", 1);
    Constant matrix = matrix(operator);
    Tensor weights = weights(matrix, transposed, alpha);
    double[] bias = new double[weights.shape().get(0)];
    if (operator.has(2)) {
      bias = bias(operator.constant(2, "the bias"), bias.length, beta);
    }
    return operator.scope().add(new Dense(operator.name(), weights, bias), operator.activation(0));
  }

  static Activation matMul(Operator operator) {
    Tensor weights = weights(matrix(operator), false, 1);
    double[] bias = new double[weights.shape().get(0)];
    return operator.scope().add(new Dense(operator.name(), weights, bias), operator.activation(0));
  }

  static Activation batchNormalization(Operator operator) {
    Attributes attributes = operator.attributes();
    attributes.ignore("momentum");
    if (attributes.flag("training_mode", false)) {
      throw new ModelException("is in training mode; export the model for inference");
    }
    return operator
        .scope()
        .add(
            BatchNormalization.of(
                operator.name(),
                operator.constant(1, "the scale").values(),
                operator.constant(2, "the bias").values(),
                operator.constant(3, "the mean").values(),
                operator.constant(4, "the variance").values(),
                attributes.number("epsilon", 1e-5f)),
            operator.activation(0));
  }

  private static Constant matrix(Operator operator) {
    operator.activation(0);
    Constant matrix = operator.constant(1, "the weight matrix").requireComputable();
    if (matrix.rank() != 2) {
      throw new ModelException("the weights must be a matrix, not of rank " + matrix.rank());
    }
    return matrix;
  }

  /** The weights as (outputs, inputs), times {@code factor}. */
  private static Tensor weights(Constant matrix, boolean transposed, double factor) {
    int outputs = matrix.dims()[transposed ? 0 : 1];
    int inputs = matrix.dims()[transposed ? 1 : 0];
    double[] values = new double[matrix.size()];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        int from = transposed ? o * inputs + i : i * outputs + o;
        values[o * inputs + i] = factor * matrix.values()[from];
      }
    }
    return Tensor.of(values, outputs, inputs);
  }

  private static double[] bias(Constant constant, int outputs, double factor) {
    int[] dims = constant.requireComputable().dims();
    boolean oneRow = dims.length < 2 || (dims.length == 2 && dims[0] == 1);
    if (!oneRow || (constant.size() != 1 && constant.size() != outputs)) {
      throw new ModelException(
          "the bias must be one number or a row of " + outputs + ", not of other shapes");
    }
    double[] bias = new double[outputs];
    for (int o = 0; o < outputs; o++) {
      bias[o] = factor * constant.values()[constant.size() == 1 ? 0 : o];
    }
    return bias;
  }
}
