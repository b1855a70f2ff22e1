package io.slotwise.training.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.slotwise.model.Network;
import io.slotwise.model.data.WholeFile;
import io.slotwise.model.onnx.OnnxWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * Networks of ReLU as ONNX. The project's own networks have no such layer, since no encrypted
 * engine could evaluate it: it stands where a given network has plain squares. Reading goes the
 * other way.
 */
final class ReluModel {
  private ReluModel() {}

  /**
   * Writes a network.
   *
   * @param squares has a plain square wherever ReLU should be, and no other products
   * @param file replaced if it exists
   */
  static void write(Network squares, Path file) {
    byte[] model = withRelu(OnnxWriter.toBytes(squares));
    WholeFile.write(file, out -> out.write(model));
  }

  private static byte[] withRelu(byte[] squares) {
    try {
      ModelProto.Builder model = ModelProto.parseFrom(squares).toBuilder();
      model.getGraphBuilder().getNodeBuilderList().stream()
          .filter(ReluModel::isSquare)
          .forEach(
              node -> {
                String input = node.getInput(0);
                node.setOpType("Relu").clearInput().addInput(input);
              });
      return model.build().toByteArray();
    } catch (InvalidProtocolBufferException unexpected) {
      throw new IllegalStateException("what was written as ONNX cannot be read", unexpected);
    }
  }

  /** Puts plain squares where a model has ReLU, and says whether it had any. */
  static boolean putSquares(ModelProto.Builder model) {
    List<NodeProto.Builder> relu =
        model.getGraphBuilder().getNodeBuilderList().stream()
            .filter(node -> node.getOpType().equals("Relu"))
            .toList();
    relu.forEach(node -> node.setOpType("Mul").addInput(node.getInput(0)));
    return !relu.isEmpty();
  }

  private static boolean isSquare(NodeProto.Builder node) {
    return node.getOpType().equals("Mul")
        && node.getInputCount() == 2
        && node.getInput(0).equals(node.getInput(1));
  }
}
