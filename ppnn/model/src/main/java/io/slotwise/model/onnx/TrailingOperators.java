package io.slotwise.model.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.slotwise.model.ModelException;
import io.slotwise.model.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The Softmax, LogSoftmax and ArgMax at the end of a model, which keep or tell the order of the
 * scores: they are left to whoever holds the decrypted scores.
 *
 * @param output the tensor that holds the scores
 * @param removed the nodes removed, last first
 * @param opset the model's opset
 */
record TrailingOperators(String output, List<NodeProto> removed, int opset) {
  private static final Set<String> REMOVED = Set.of("Softmax", "LogSoftmax", "ArgMax");
  private static final Set<String> TRANSPARENT = Set.of("Identity", "Cast");

  static TrailingOperators of(String output, Map<String, NodeProto> producers, int opset) {
    List<NodeProto> removed = new ArrayList<>();
    String scores = output;
    String cursor = output;
    NodeProto node = producers.get(cursor);
    for (int steps = 0; node != null && steps <= producers.size(); steps++) {
      boolean remove = REMOVED.contains(node.getOpType());
      if ((!remove && !TRANSPARENT.contains(node.getOpType())) || node.getInputCount() == 0) {
        break;
      }
      cursor = node.getInput(0);
      if (remove) {
        removed.add(node);
        scores = cursor;
      }
      node = producers.get(cursor);
    }
    return new TrailingOperators(scores, removed, opset);
  }

  List<String> notices() {
    return removed.stream()
        .map(
            node ->
                "The final "
                    + node.getOpType()
                    + " (node '"
                    + Operator.nameOf(node)
                    + "') is left out: the results are the scores before it.")
        .toList();
  }

  /** Refuses operators that do not work along the classes of one image. */
  void requireOverClasses(Shape scores) {
    for (NodeProto node : removed) {
      int otherwise = node.getOpType().equals("ArgMax") ? 0 : opset < 13 ? 1 : -1;
      long axis =
          node.getAttributeList().stream()
              .filter(a -> a.getName().equals("axis") && a.getType() == AttributeType.INT)
              .mapToLong(a -> a.getI())
              .findFirst()
              .orElse(otherwise);
      if (axis + (axis < 0 ? scores.rank() + 1 : 0) != 1) {
        throw new ModelException(
            "node '"
                + Operator.nameOf(node)
                + "' ("
                + node.getOpType()
                + "): only axis 1, the classes, is supported at the end of a model");
      }
    }
  }
}
