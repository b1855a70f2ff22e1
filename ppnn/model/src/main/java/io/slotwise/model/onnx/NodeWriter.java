package io.slotwise.model.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.slotwise.model.ModelException;
import io.slotwise.model.Shape;
import io.slotwise.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Appends nodes and initializers with unique names, which begin with their layer's. */
final class NodeWriter {
  private final GraphProto.Builder graph;
  private final Set<String> names = new HashSet<>();
  private String layer = "";

  NodeWriter(GraphProto.Builder graph) {
    this.graph = graph;
  }

  /** Names what follows after a layer. */
  void layer(String name) {
    layer = name;
  }

  /** Appends a node and returns the name of what it makes. */
  String node(String type, List<String> inputs, AttributeProto... attributes) {
    String name = unique(layer);
    String output = unique(name + ".out");
    graph.addNode(
        NodeProto.newBuilder()
            .setName(name)
            .setOpType(type)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(Arrays.asList(attributes)));
    return output;
  }

  /** Gives what the last node makes another name. */
  void renameLast(String name) {
    graph.getNodeBuilder(graph.getNodeCount() - 1).setOutput(0, name);
  }

  String floats(String name, Tensor tensor) {
    int[] dims = tensor.shape().dimensions().stream().mapToInt(Integer::intValue).toArray();
    return floats(name, tensor.values(), dims);
  }

  /** An initializer in single precision; no dimensions for a scalar. */
  String floats(String name, double[] values, int... dims) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      if (!Float.isFinite((float) value)) {
        throw new ModelException(
            "layer '" + layer + "': " + name + " " + value + " is too large for single precision");
      }
      bytes.putFloat((float) value);
    }
    TensorProto.Builder tensor = initializer(name, DataType.FLOAT);
    for (int dim : dims) {
      tensor.addDims(dim);
    }
    graph.addInitializer(tensor.setRawData(ByteString.copyFrom(bytes.flip())));
    return tensor.getName();
  }

  String integers(String name, long... values) {
    TensorProto.Builder tensor = initializer(name, DataType.INT64).addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  /**
   * Numbers for each element as an initializer: one for all or one a channel, if that is enough.
   */
  String broadcast(String name, Tensor tensor) {
    double[] values = tensor.values();
    if (Arrays.stream(values).allMatch(v -> v == values[0])) {
      return floats(name, new double[] {values[0]});
    }
    Shape shape = tensor.shape();
    int inner = shape.stride(0);
    double[] channels = new double[shape.get(0)];
    boolean channelWise = inner > 1;
    for (int i = 0; i < values.length; i++) {
      channels[i / inner] = values[i / inner * inner];
      channelWise &= values[i] == channels[i / inner];
    }
    if (!channelWise) {
      return floats(name, tensor);
    }
    int[] dims = new int[shape.rank()];
    Arrays.fill(dims, 1);
    dims[0] = channels.length;
    return floats(name, channels, dims);
  }

  private TensorProto.Builder initializer(String name, DataType type) {
    return TensorProto.newBuilder()
        .setName(unique(layer + "." + name))
        .setDataType(type.getNumber());
  }

  private String unique(String stem) {
    String name = stem.isEmpty() ? "layer" : stem;
    for (int i = 2; !names.add(name); i++) {
      name = stem + "_" + i;
    }
    return name;
  }
}
