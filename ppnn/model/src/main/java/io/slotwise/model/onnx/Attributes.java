package io.slotwise.model.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.slotwise.model.ModelException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The attributes of one node, and which of them have been understood. */
final class Attributes {
  private final Map<String, AttributeProto> byName = new LinkedHashMap<>();
  private final Set<String> read = new HashSet<>();

  Attributes(NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (byName.put(attribute.getName(), attribute) != null) {
        throw new ModelException("has the attribute '" + attribute.getName() + "' twice");
      }
    }
  }

  int integer(String name, int otherwise) {
    AttributeProto attribute = get(name, AttributeProto.AttributeType.INT);
    return attribute == null ? otherwise : toInt(name, attribute.getI());
  }

  boolean flag(String name, boolean otherwise) {
    return integer(name, otherwise ? 1 : 0) != 0;
  }

  double number(String name, double otherwise) {
    AttributeProto attribute = get(name, AttributeProto.AttributeType.FLOAT);
    double value = attribute == null ? otherwise : attribute.getF();
    if (!Double.isFinite(value)) {
      throw new ModelException("the attribute '" + name + "' is " + value);
    }
    return value;
  }

  String text(String name, String otherwise) {
    AttributeProto attribute = get(name, AttributeProto.AttributeType.STRING);
    return attribute == null ? otherwise : attribute.getS().toStringUtf8();
  }

  int @Nullable [] integers(String name) {
    AttributeProto attribute = get(name, AttributeProto.AttributeType.INTS);
    if (attribute == null) {
      return null;
    }
    int[] result = new int[attribute.getIntsCount()];
    for (int i = 0; i < result.length; i++) {
      result[i] = toInt(name, attribute.getInts(i));
    }
    return result;
  }

  @Nullable AttributeProto get(String name, AttributeProto.AttributeType type) {
    read.add(name);
    AttributeProto attribute = byName.get(name);
    if (attribute != null && attribute.getType() != type) {
      throw new ModelException(
          "the attribute '" + name + "' must be " + type + ", not " + attribute.getType());
    }
    return attribute;
  }

  /** Marks an attribute as understood although its value does not matter. */
  void ignore(String name) {
    read.add(name);
  }

  /** Refuses what no reader asked for: it might change what the operator means. */
  void requireAllRead() {
    for (String name : byName.keySet()) {
      if (!read.contains(name)) {
        throw new ModelException("the attribute '" + name + "' is not supported");
      }
    }
  }

  private static int toInt(String name, long value) {
    if (value != (int) value) {
      throw new ModelException("the attribute '" + name + "' is out of range: " + value);
    }
    return (int) value;
  }
}
