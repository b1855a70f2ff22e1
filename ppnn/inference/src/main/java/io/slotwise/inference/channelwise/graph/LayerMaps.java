package io.slotwise.inference.channelwise.graph;

import io.slotwise.model.AveragePooling;
import io.slotwise.model.Concatenation;
import io.slotwise.model.Convolution;
import io.slotwise.model.Dense;
import io.slotwise.model.Padding;
import io.slotwise.model.Shape;
import io.slotwise.model.Window;
import java.util.Arrays;

/** The linear maps that layers are. */
final class LayerMaps {
  private LayerMaps() {}

  static LinearMap convolution(Convolution layer, Shape input, Shape output) {
    return new ConvolutionMap(layer, input, output);
  }

  static LinearMap averagePooling(AveragePooling layer, Shape input, Shape output) {
    return new PoolingMap(layer, input, output);
  }

  static LinearMap globalAveragePooling(Shape input) {
    return new ChannelMeanMap(input.get(0), input.stride(0));
  }

  static LinearMap dense(Dense layer) {
    return new DenseMap(layer);
  }

  /** The part of a concatenation that reads one of its inputs, whose first index is given. */
  static LinearMap concatenation(Concatenation layer, Shape input, int start, Shape output) {
    int inner = output.stride(layer.axis());
    int length = input.get(layer.axis());
    int total = output.get(layer.axis());
    int[] sources = new int[output.size()];
    for (int o = 0; o < sources.length; o++) {
      int position = o / inner % total - start;
      boolean inside = position >= 0 && position < length;
      int outer = o / (inner * total);
      sources[o] = inside ? (outer * length + position) * inner + o % inner : -1;
    }
    return new SelectionMap(input.size(), sources);
  }

  static SelectionMap padding(Padding layer, Shape input, Shape output) {
    int[] sources = new int[output.size()];
    Arrays.fill(sources, -1);
    for (int i = 0; i < input.size(); i++) {
      int index = 0;
      for (int axis = 0; axis < input.rank(); axis++) {
        int position = i / input.stride(axis) % input.get(axis) + layer.before().get(axis);
        index += position * output.stride(axis);
      }
      sources[index] = i;
    }
    return new SelectionMap(input.size(), sources);
  }

  /** Hears of an input position of a window, and which tap of the kernel reads it. */
  private interface Taps {
    void tap(int kernelRow, int kernelColumn, int position);
  }

  /** Calls for each tap that lies inside the image. */
  private static void taps(Window window, Shape input, int y, int x, Taps taps) {
    for (int kernelRow = 0; kernelRow < window.kernelHeight(); kernelRow++) {
      int row = window.inputRow(y, kernelRow);
      if (row < 0 || row >= input.get(1)) {
        continue;
      }
      for (int kernelColumn = 0; kernelColumn < window.kernelWidth(); kernelColumn++) {
        int column = window.inputColumn(x, kernelColumn);
        if (column >= 0 && column < input.get(2)) {
          taps.tap(kernelRow, kernelColumn, row * input.get(2) + column);
        }
      }
    }
  }

  private record ConvolutionMap(Convolution layer, Shape input, Shape output) implements LinearMap {
    @Override
    public int inputs() {
      return input.size();
    }

    @Override
    public int outputs() {
      return output.size();
    }

    @Override
    public long entries() {
      Window window = layer.window();
      long taps = (long) window.kernelHeight() * window.kernelWidth() * layer.groupChannels();
      return taps * outputs();
    }

    @Override
    public void row(int index, Entries entries) {
      int channel = index / output.stride(0);
      int first = channel / (layer.outputChannels() / layer.groups()) * layer.groupChannels();
      taps(
          layer.window(),
          input,
          index / output.get(2) % output.get(1),
          index % output.get(2),
          (kernelRow, kernelColumn, position) -> {
            for (int c = 0; c < layer.groupChannels(); c++) {
              entries.add(
                  (first + c) * input.stride(0) + position,
                  layer.weight(channel, c, kernelRow, kernelColumn));
            }
          });
    }
  }

  private record PoolingMap(AveragePooling layer, Shape input, Shape output) implements LinearMap {
    @Override
    public int inputs() {
      return input.size();
    }

    @Override
    public int outputs() {
      return output.size();
    }

    @Override
    public long entries() {
      Window window = layer.window();
      return (long) window.kernelHeight() * window.kernelWidth() * outputs();
    }

    @Override
    public void row(int index, Entries entries) {
      int channel = index / output.stride(0);
      int y = index / output.get(2) % output.get(1);
      int x = index % output.get(2);
      double weight = 1.0 / layer.divisor(input, y, x);
      taps(
          layer.window(),
          input,
          y,
          x,
          (_, _, position) -> entries.add(channel * input.stride(0) + position, weight));
    }
  }

  private record ChannelMeanMap(int channels, int area) implements LinearMap {
    @Override
    public int inputs() {
      return channels * area;
    }

    @Override
    public int outputs() {
      return channels;
    }

    @Override
    public long entries() {
      return inputs();
    }

    @Override
    public void row(int output, Entries entries) {
      for (int i = output * area; i < (output + 1) * area; i++) {
        entries.add(i, 1.0 / area);
      }
    }
  }

  private record DenseMap(Dense layer) implements LinearMap {
    @Override
    public int inputs() {
      return layer.inputs();
    }

    @Override
    public int outputs() {
      return layer.outputs();
    }

    @Override
    public long entries() {
      return (long) inputs() * outputs();
    }

    @Override
    public void row(int output, Entries entries) {
      double[] weights = layer.weights().values();
      int start = output * layer.inputs();
      for (int i = 0; i < layer.inputs(); i++) {
        entries.add(i, weights[start + i]);
      }
    }
  }
}
