package io.slotwise.model.onnx;

import io.slotwise.model.AveragePooling;
import io.slotwise.model.Convolution;
import io.slotwise.model.GlobalAveragePooling;
import io.slotwise.model.ModelException;
import io.slotwise.model.Reshape;
import io.slotwise.model.Shape;
import io.slotwise.model.Tensor;
import io.slotwise.model.Window;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Operators over images of shape (N, C, H, W). */
final class ImageOperators {
  private ImageOperators() {}

  static Activation convolution(Operator operator) {
    Activation x = image(operator);
    Constant weights = operator.constant(1, "the weights").requireComputable();
    if (weights.rank() != 4) {
      throw new ModelException("only 2-D convolution is supported");
    }
    int[] dims = weights.dims();
    int[] kernel = operator.attributes().integers("kernel_shape");
    if (kernel != null && !Arrays.equals(kernel, new int[] {dims[2], dims[3]})) {
      throw new ModelException("kernel_shape does not fit the weights");
    }
    Window window = window(operator, dims[2], dims[3], x.shape());
    double[] bias = new double[dims[0]];
    if (operator.has(2)) {
      bias = operator.constant(2, "the bias").requireComputable().values();
    }
    int groups = operator.attributes().integer("group", 1);
    Tensor tensor = Tensor.of(weights.values(), dims);
    return operator.scope().add(new Convolution(operator.name(), tensor, bias, window, groups), x);
  }

  static Activation averagePool(Operator operator) {
    Activation x = image(operator);
    int[] kernel = operator.attributes().integers("kernel_shape");
    if (kernel == null || kernel.length != 2) {
      throw new ModelException("needs a kernel_shape of two numbers");
    }
    Window window = window(operator, kernel[0], kernel[1], x.shape());
    boolean ceil = operator.attributes().flag("ceil_mode", false);
    boolean countPadding = operator.attributes().flag("count_include_pad", false);
    return operator.scope().add(new AveragePooling(operator.name(), window, countPadding, ceil), x);
  }

  static Activation globalAveragePool(Operator operator) {
    return operator.scope().add(new GlobalAveragePooling(operator.name()), image(operator));
  }

  /** The mean over height and width, as some exporters write global pooling. */
  static Activation reduceMean(Operator operator) {
    Activation x = image(operator);
    int[] axes = operator.attributes().integers("axes");
    if (operator.has(1)) {
      axes = operator.constant(1, "the axes").integers("the axes");
    }
    operator.attributes().ignore("noop_with_empty_axes");
    boolean keep = operator.attributes().flag("keepdims", true);
    int[] sorted = axes == null ? new int[0] : axes.clone();
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] += sorted[i] < 0 ? 4 : 0;
    }
    Arrays.sort(sorted);
    if (!Arrays.equals(sorted, new int[] {2, 3})) {
      throw new ModelException("only the mean over height and width (axes 2, 3) is supported");
    }
    Activation mean = operator.scope().add(new GlobalAveragePooling(operator.name()), x);
    Reshape flat = new Reshape(operator.name(), Shape.of(x.shape().get(0)));
    return keep ? mean : operator.scope().add(flat, mean);
  }

  private static Activation image(Operator operator) {
    Activation x = operator.activation(0);
    if (x.shape().rank() != 3) {
      throw new ModelException(
          "takes images (N, channels, height, width), not activations of shape " + x.shape());
    }
    return x;
  }

  private static Window window(Operator operator, int kernelHeight, int kernelWidth, Shape input) {
    Attributes attributes = operator.attributes();
    int[] strides = pair(attributes.integers("strides"), "strides");
    int[] dilations = pair(attributes.integers("dilations"), "dilations");
    int[] pads = attributes.integers("pads");
    if (pads != null && pads.length != 4) {
      throw new ModelException("pads needs four numbers");
    }
    Window window =
        new Window(
            kernelHeight,
            kernelWidth,
            strides[0],
            strides[1],
            dilations[0],
            dilations[1],
            0,
            0,
            0,
            0);
    String automatic = attributes.text("auto_pad", "NOTSET");
    return switch (automatic) {
      case "NOTSET" -> pads == null ? window : window.withPads(pads[0], pads[1], pads[2], pads[3]);
      case "VALID" -> window;
      case "SAME_UPPER", "SAME_LOWER" -> same(window, input, automatic.equals("SAME_LOWER"));
      default -> throw new ModelException("auto_pad '" + automatic + "' is not known");
    };
  }

  /** Pads so that the output has ceil(size / stride) elements; the odd one goes after or before. */
  private static Window same(Window window, Shape input, boolean lower) {
    long vertical =
        total(input.get(1), window.kernelHeight(), window.strideHeight(), window.dilationHeight());
    long horizontal =
        total(input.get(2), window.kernelWidth(), window.strideWidth(), window.dilationWidth());
    int top = Math.toIntExact(lower ? (vertical + 1) / 2 : vertical / 2);
    int left = Math.toIntExact(lower ? (horizontal + 1) / 2 : horizontal / 2);
    return window.withPads(
        top, left, Math.toIntExact(vertical - top), Math.toIntExact(horizontal - left));
  }

  private static long total(int size, int kernel, int stride, int dilation) {
    long outputs = (size + (long) stride - 1) / stride;
    long covered = (outputs - 1) * stride + (long) dilation * (kernel - 1) + 1;
    return Math.clamp(covered - size, 0, Integer.MAX_VALUE);
  }

  private static int[] pair(int @Nullable [] numbers, String what) {
    if (numbers == null) {
      return new int[] {1, 1};
    }
    if (numbers.length != 2) {
      throw new ModelException(what + " needs two numbers");
    }
    return numbers;
  }
}
