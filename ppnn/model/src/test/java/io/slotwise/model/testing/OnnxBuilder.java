package io.slotwise.model.testing;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Builds an ONNX model out of raw messages; the input tensor is called {@code input}. */
public final class OnnxBuilder {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
  private final int opset;
  private final ModelProto.Builder model = ModelProto.newBuilder();
  private int names;

  /**
   * Starts a model.
   *
   * @param opset the version of the ONNX operators
   * @param batch the batch size; 0 for a symbolic one
   * @param inputShape the rest of the input's shape
   */
  public OnnxBuilder(int opset, int batch, int... inputShape) {
    this.opset = opset;
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    if (batch == 0) {
      shape.addDimBuilder().setDimParam("N");
    } else {
      shape.addDimBuilder().setDimValue(batch);
    }
    for (int dim : inputShape) {
      shape.addDimBuilder().setDimValue(dim);
    }
    graph.addInput(info("input", shape));
  }

  /** The version of the ONNX operators. */
  public int opset() {
    return opset;
  }

  /** The graph under construction. */
  public GraphProto.Builder graph() {
    return graph;
  }

  /** A name not used before. */
  public String fresh(String stem) {
    return stem + "_" + names++;
  }

  /**
   * Appends a node with one output, whose name is returned (the node's own begins with its type).
   */
  public String node(String type, List<String> inputs, AttributeProto... attributes) {
    String output = fresh("t");
    graph.addNode(
        NodeProto.newBuilder()
            .setName(fresh(type.toLowerCase(java.util.Locale.ROOT)))
            .setOpType(type)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(Arrays.asList(attributes)));
    return output;
  }

  /** An initializer of floats. */
  public String floats(double[] values, int... dims) {
    String name = fresh("w");
    graph.addInitializer(floatTensor(values, dims).setName(name));
    return name;
  }

  /** A Constant node of floats. */
  public String constantNode(double[] values, int... dims) {
    AttributeProto value =
        AttributeProto.newBuilder()
            .setName("value")
            .setType(AttributeType.TENSOR)
            .setT(floatTensor(values, dims))
            .build();
    return node("Constant", List.of(), value);
  }

  /** An initializer of 64-bit integers, one-dimensional. */
  public String integers(long... values) {
    String name = fresh("i");
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(DataType.INT64_VALUE);
    tensor.addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    graph.addInitializer(tensor);
    return name;
  }

  /** A float tensor in raw form. */
  public static TensorProto.Builder floatTensor(double[] values, int... dims) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putFloat((float) value);
    }
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(DataType.FLOAT_VALUE);
    for (int dim : dims) {
      tensor.addDims(dim);
    }
    return tensor.setRawData(ByteString.copyFrom(bytes.flip()));
  }

  /** An integer attribute. */
  public static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  /** A float attribute. */
  public static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  /** A string attribute. */
  public static AttributeProto attribute(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  /** An attribute of several integers. */
  public static AttributeProto attributes(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  /** Adds an entry to the model's metadata. */
  public OnnxBuilder metadata(String key, String value) {
    model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
    return this;
  }

  /** The finished model with this output. */
  public ModelProto build(String output) {
    graph.clearOutput().addOutput(info(output, null));
    return model
        .clone()
        .setIrVersion(opset < 15 ? 7 : opset < 19 ? 8 : opset < 23 ? 10 : 11)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
        .setGraph(graph)
        .build();
  }

  private static ValueInfoProto info(
      String name, TensorShapeProto.@org.jspecify.annotations.Nullable Builder shape) {
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT_VALUE);
    if (shape != null) {
      tensor.setShape(shape);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
