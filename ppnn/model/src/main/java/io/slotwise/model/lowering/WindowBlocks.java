package io.slotwise.model.lowering;

import io.slotwise.model.AveragePooling;
import io.slotwise.model.Convolution;
import io.slotwise.model.GlobalAveragePooling;
import io.slotwise.model.Shape;
import io.slotwise.model.Window;
import io.slotwise.model.program.LinearOperation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Layers that slide a window over images: one block a position, or a position and channel. */
final class WindowBlocks {
  private WindowBlocks() {}

  static LinearOperation convolution(Convolution layer, Shape input, Shape output, Rows x) {
    LinearBuilder builder = new LinearBuilder();
    int groupOutputs = layer.outputChannels() / layer.groups();
    for (int group = 0; group < layer.groups(); group++) {
      double[][] weights = weights(layer, group * groupOutputs, groupOutputs);
      int firstChannel = group * layer.groupChannels();
      for (int position = 0; position < output.stride(0); position++) {
        int[] outputRows = new int[groupOutputs];
        for (int m = 0; m < groupOutputs; m++) {
          outputRows[m] = (group * groupOutputs + m) * output.stride(0) + position;
        }
        int channels = layer.groupChannels();
        int[] patch = patch(layer.window(), input, output, firstChannel, channels, position);
        builder.dense(
            x, patch, homes(layer.window(), input, firstChannel, channels), outputRows, weights);
      }
    }
    double[] bias = new double[output.size()];
    Arrays.setAll(bias, e -> layer.bias()[e / output.stride(0)]);
    return builder.build(layer.name(), bias);
  }

  static LinearOperation average(AveragePooling layer, Shape input, Shape output, Rows x) {
    LinearBuilder builder = new LinearBuilder();
    Map<Integer, double[][]> weightsByDivisor = new HashMap<>();
    for (int e = 0; e < output.size(); e++) {
      int channel = e / output.stride(0);
      int position = e % output.stride(0);
      int[] patch = patch(layer.window(), input, output, channel, 1, position);
      int divisor = layer.divisor(input, position / output.get(2), position % output.get(2));
      double[][] weights =
          weightsByDivisor.computeIfAbsent(divisor, d -> uniform(patch.length, 1.0 / d));
      builder.dense(x, patch, homes(layer.window(), input, channel, 1), new int[] {e}, weights);
    }
    return builder.build(layer.name(), new double[output.size()]);
  }

  static LinearOperation globalAverage(GlobalAveragePooling layer, Shape input, Rows x) {
    LinearBuilder builder = new LinearBuilder();
    int area = input.stride(0);
    double[][] weights = uniform(area, 1.0 / area);
    for (int c = 0; c < input.get(0); c++) {
      int first = c * area;
      int[] elements = new int[area];
      Arrays.setAll(elements, i -> first + i);
      builder.dense(x, elements, elements, new int[] {c}, weights);
    }
    return builder.build(layer.name(), new double[input.get(0)]);
  }

  private static double[][] weights(Convolution layer, int first, int count) {
    int taps = layer.weights().values().length / layer.outputChannels();
    double[][] weights = new double[count][];
    for (int m = 0; m < count; m++) {
      int from = (first + m) * taps;
      weights[m] = Arrays.copyOfRange(layer.weights().values(), from, from + taps);
    }
    return weights;
  }

  private static double[][] uniform(int count, double value) {
    double[][] weights = new double[1][count];
    Arrays.fill(weights[0], value);
    return weights;
  }

  /** The elements under the window, channel by channel; -1 outside of the image. */
  private static int[] patch(
      Window window, Shape input, Shape output, int firstChannel, int channels, int position) {
    int y = position / output.get(2);
    int x = position % output.get(2);
    int area = window.kernelHeight() * window.kernelWidth();
    int[] patch = new int[channels * area];
    for (int tap = 0; tap < patch.length; tap++) {
      int row = window.inputRow(y, tap % area / window.kernelWidth());
      int column = window.inputColumn(x, tap % window.kernelWidth());
      boolean inside = row >= 0 && row < input.get(1) && column >= 0 && column < input.get(2);
      int channel = firstChannel + tap / area;
      patch[tap] = inside ? (channel * input.get(1) + row) * input.get(2) + column : -1;
    }
    return patch;
  }

  /** For each element of a patch, the first element of its channel. */
  private static int[] homes(Window window, Shape input, int firstChannel, int channels) {
    int area = window.kernelHeight() * window.kernelWidth();
    int[] homes = new int[channels * area];
    Arrays.setAll(homes, tap -> (firstChannel + tap / area) * input.stride(0));
    return homes;
  }
}
