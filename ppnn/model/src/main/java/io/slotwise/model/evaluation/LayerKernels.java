package io.slotwise.model.evaluation;

import io.slotwise.model.Affine;
import io.slotwise.model.AveragePooling;
import io.slotwise.model.BatchNormalization;
import io.slotwise.model.Concatenation;
import io.slotwise.model.Convolution;
import io.slotwise.model.Dense;
import io.slotwise.model.GlobalAveragePooling;
import io.slotwise.model.Network;
import io.slotwise.model.Padding;
import io.slotwise.model.PolynomialActivation;
import io.slotwise.model.Reshape;
import io.slotwise.model.Shape;
import io.slotwise.model.Sum;
import io.slotwise.model.Window;
import java.util.Arrays;

/** Each kind of layer on rows of numbers: one row per element, one number per image. */
final class LayerKernels {
  private LayerKernels() {}

  /** What a layer makes of the values it reads; rows may be shared with them. */
  static double[][] apply(Network network, Network.Node node, double[][][] inputs, int width) {
    Shape input = network.shape(node.inputs().getFirst());
    double[][] x = inputs[0];
    return switch (node.layer()) {
      case Convolution convolution -> convolve(convolution, input, node.shape(), x, width);
      case Dense dense -> dense(dense, x, width);
      case BatchNormalization normalization -> normalize(normalization, input, x, width);
      case Affine affine -> affine(affine, x, width);
      case PolynomialActivation activation -> polynomial(activation, x, width);
      case AveragePooling pooling -> average(pooling, input, node.shape(), x, width);
      case GlobalAveragePooling _ -> globalAverage(input, x, width);
      case Reshape _ -> x;
      case Sum sum -> sum(sum, inputs, width);
      case Concatenation concatenation -> concatenate(concatenation, network, node, inputs);
      case Padding padding -> pad(padding, input, node.shape(), x, width);
    };
  }

  private static double[][] convolve(
      Convolution layer, Shape input, Shape output, double[][] x, int width) {
    double[][] out = new double[output.size()][width];
    double[] zeros = new double[width];
    int taps = layer.groupChannels() * layer.window().kernelHeight() * layer.window().kernelWidth();
    int groupOutputs = layer.outputChannels() / layer.groups();
    double[][] patch = new double[taps][];
    for (int group = 0; group < layer.groups(); group++) {
      for (int position = 0; position < output.get(1) * output.get(2); position++) {
        int y = position / output.get(2);
        int column = position % output.get(2);
        int firstChannel = group * layer.groupChannels();
        fillPatch(patch, layer.window(), input, firstChannel, y, column, x, zeros);
        for (int m = group * groupOutputs; m < (group + 1) * groupOutputs; m++) {
          double[] row = out[m * output.stride(0) + position];
          Arrays.fill(row, layer.bias()[m]);
          RowSum.add(row, patch, layer.weights().values(), m * taps, width);
        }
      }
    }
    return out;
  }

  /** The rows that one position of a window reads, channel by channel from the first. */
  private static void fillPatch(
      double[][] patch,
      Window window,
      Shape input,
      int firstChannel,
      int y,
      int x,
      double[][] rows,
      double[] outside) {
    int area = window.kernelHeight() * window.kernelWidth();
    for (int tap = 0; tap < patch.length; tap++) {
      int channel = firstChannel + tap / area;
      int row = window.inputRow(y, tap % area / window.kernelWidth());
      int column = window.inputColumn(x, tap % window.kernelWidth());
      boolean inside = row >= 0 && row < input.get(1) && column >= 0 && column < input.get(2);
      patch[tap] = inside ? rows[(channel * input.get(1) + row) * input.get(2) + column] : outside;
    }
  }

  private static double[][] dense(Dense layer, double[][] x, int width) {
    double[][] out = new double[layer.outputs()][width];
    for (int o = 0; o < out.length; o++) {
      Arrays.fill(out[o], layer.bias()[o]);
      RowSum.add(out[o], x, layer.weights().values(), o * layer.inputs(), width);
    }
    return out;
  }

  private static double[][] normalize(
      BatchNormalization layer, Shape input, double[][] x, int width) {
    double[][] out = new double[x.length][width];
    for (int r = 0; r < out.length; r++) {
      int channel = r / input.stride(0);
      Arrays.fill(out[r], layer.shift()[channel]);
      RowSum.addOne(out[r], x[r], layer.scale()[channel], width);
    }
    return out;
  }

  private static double[][] affine(Affine layer, double[][] x, int width) {
    double[][] out = new double[x.length][width];
    for (int r = 0; r < out.length; r++) {
      Arrays.fill(out[r], layer.shift().values()[r]);
      RowSum.addOne(out[r], x[r], layer.scale().values()[r], width);
    }
    return out;
  }

  private static double[][] polynomial(PolynomialActivation layer, double[][] x, int width) {
    double[][] out = new double[x.length][];
    double[] coefficients = new double[layer.degree() + 1];
    for (int r = 0; r < out.length; r++) {
      for (int d = 0; d < coefficients.length; d++) {
        coefficients[d] = layer.coefficients().values()[d * x.length + r];
      }
      out[r] = horner(coefficients, x[r], width);
    }
    return out;
  }

  /** A polynomial, lowest coefficient first, of each number of a row. */
  static double[] horner(double[] coefficients, double[] x, int width) {
    double[] out = new double[width];
    Arrays.fill(out, coefficients[coefficients.length - 1]);
    for (int d = coefficients.length - 2; d >= 0; d--) {
      double c = coefficients[d];
      for (int t = 0; t < width; t++) {
        out[t] = out[t] * x[t] + c;
      }
    }
    return out;
  }

  private static double[][] average(
      AveragePooling layer, Shape input, Shape output, double[][] x, int width) {
    double[][] out = new double[output.size()][width];
    double[] zeros = new double[width];
    double[][] patch = new double[layer.window().kernelHeight() * layer.window().kernelWidth()][];
    double[] weights = new double[patch.length];
    for (int r = 0; r < out.length; r++) {
      int channel = r / output.stride(0);
      int y = r / output.get(2) % output.get(1);
      int column = r % output.get(2);
      fillPatch(patch, layer.window(), input, channel, y, column, x, zeros);
      Arrays.fill(weights, 1.0 / layer.divisor(input, y, column));
      RowSum.add(out[r], patch, weights, 0, width);
    }
    return out;
  }

  private static double[][] globalAverage(Shape input, double[][] x, int width) {
    double[][] out = new double[input.get(0)][width];
    int area = input.stride(0);
    double[] weights = new double[area];
    Arrays.fill(weights, 1.0 / area);
    for (int c = 0; c < out.length; c++) {
      RowSum.add(out[c], Arrays.copyOfRange(x, c * area, (c + 1) * area), weights, 0, width);
    }
    return out;
  }

  private static double[][] sum(Sum layer, double[][][] inputs, int width) {
    double[][] out = new double[inputs[0].length][width];
    for (int i = 0; i < inputs.length; i++) {
      for (int r = 0; r < out.length; r++) {
        RowSum.addOne(out[r], inputs[i][r], layer.coefficients().get(i), width);
      }
    }
    return out;
  }

  private static double[][] concatenate(
      Concatenation layer, Network network, Network.Node node, double[][][] inputs) {
    double[][] out = new double[node.shape().size()][];
    int inner = node.shape().stride(layer.axis());
    int row = inner * node.shape().get(layer.axis());
    int start = 0;
    for (int i = 0; i < inputs.length; i++) {
      int length = inner * network.shape(node.inputs().get(i)).get(layer.axis());
      for (int outer = 0; outer * row < out.length; outer++) {
        System.arraycopy(inputs[i], outer * length, out, outer * row + start, length);
      }
      start += length;
    }
    return out;
  }

  private static double[][] pad(Padding layer, Shape input, Shape output, double[][] x, int width) {
    double[] filler = new double[width];
    Arrays.fill(filler, layer.value());
    double[][] out = new double[output.size()][];
    Arrays.fill(out, filler);
    for (int r = 0; r < x.length; r++) {
      int index = 0;
      for (int axis = 0; axis < input.rank(); axis++) {
        int position = r / input.stride(axis) % input.get(axis) + layer.before().get(axis);
        index += position * output.stride(axis);
      }
      out[index] = x[r];
    }
    return out;
  }
}
