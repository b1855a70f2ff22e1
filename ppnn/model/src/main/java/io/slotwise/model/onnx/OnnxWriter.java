package io.slotwise.model.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.slotwise.model.AveragePooling;
import io.slotwise.model.Network;
import io.slotwise.model.Shape;
import io.slotwise.model.data.WholeFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a network as an ONNX file of standard operators, weights in single precision, symbolic
 * batch, metadata included. {@link OnnxReader} reads it back, and so does any other ONNX runtime.
 * Safe for use by several threads.
 */
public final class OnnxWriter {
  private static final int OPSET = 13;

  /** The first opset whose AveragePool knows dilations. */
  private static final int OPSET_DILATED_POOLING = 19;

  /** An ONNX file format that every runtime since 2021 reads. */
  private static final int IR_VERSION = 8;

  private OnnxWriter() {}

  /**
   * Writes the file whole or not at all.
   *
   * @throws java.io.UncheckedIOException if the file cannot be written
   * @throws io.slotwise.model.ModelException if a weight is too large for single precision
   */
  public static void write(Network network, Path file) {
    ModelProto model = toModel(network);
    WholeFile.write(file, model::writeTo);
  }

  /**
   * The bytes of the ONNX file.
   *
   * @throws io.slotwise.model.ModelException if a weight is too large for single precision
   */
  public static byte[] toBytes(Network network) {
    return toModel(network).toByteArray();
  }

  private static ModelProto toModel(Network network) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("network");
    graph.addInput(info("input", network.inputShape()));
    new LayerWriter(graph).write(network, "input", "output");
    graph.addOutput(info("output", network.outputShape()));
    boolean dilatedPooling =
        network.nodes().stream()
            .anyMatch(
                n ->
                    n.layer() instanceof AveragePooling pooling
                        && pooling.window().dilationHeight() * pooling.window().dilationWidth()
                            > 1);
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("slotwise")
            .addOpsetImport(
                OperatorSetIdProto.newBuilder()
                    .setVersion(dilatedPooling ? OPSET_DILATED_POOLING : OPSET))
            .setGraph(graph);
    Map<String, String> sorted = new TreeMap<>(network.metadata());
    sorted.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build();
  }

  private static ValueInfoProto info(String name, Shape shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    dims.addDimBuilder().setDimParam("batch");
    shape.dimensions().forEach(d -> dims.addDimBuilder().setDimValue(d));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT_VALUE).setShape(dims)))
        .build();
  }
}
