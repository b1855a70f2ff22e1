package io.slotwise.model.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.slotwise.model.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One node with what its inputs stand for. */
final class Operator {
  private final NodeProto node;
  private final int opset;
  private final Scope scope;
  private final TensorData tensorData;
  private final Attributes attributes;
  private final List<@Nullable Value> inputs = new ArrayList<>();

  Operator(
      NodeProto node,
      int opset,
      Scope scope,
      TensorData tensorData,
      Function<String, @Nullable Value> lookUp) {
    this.node = node;
    this.opset = opset;
    this.scope = scope;
    this.tensorData = tensorData;
    this.attributes = new Attributes(node);
    for (String name : node.getInputList()) {
      Value value = name.isEmpty() ? null : lookUp.apply(name);
      if (value == null && !name.isEmpty()) {
        throw new ModelException("reads '" + name + "', which nothing before it makes");
      }
      inputs.add(value);
    }
  }

  /** The node's name, or its output's if it has none. */
  static String nameOf(NodeProto node) {
    return node.getName().isEmpty() && node.getOutputCount() > 0
        ? node.getOutput(0)
        : node.getName();
  }

  String name() {
    return nameOf(node);
  }

  String type() {
    return node.getOpType();
  }

  int opset() {
    return opset;
  }

  Scope scope() {
    return scope;
  }

  TensorData tensorData() {
    return tensorData;
  }

  Attributes attributes() {
    return attributes;
  }

  int inputCount() {
    return inputs.size();
  }

  boolean has(int index) {
    return index < inputs.size() && inputs.get(index) != null;
  }

  Value input(int index) {
    Value value = index < inputs.size() ? inputs.get(index) : null;
    if (value == null) {
      throw new ModelException("lacks input " + index);
    }
    return value;
  }

  /** An input that depends on the network's input. */
  Activation activation(int index) {
    if (input(index) instanceof Activation activation) {
      return activation;
    }
    throw new ModelException("input " + index + " must not be a constant");
  }

  /** An input that must be known when the model is read. */
  Constant constant(int index, String what) {
    if (input(index) instanceof Constant constant) {
      return constant;
    }
    throw new ModelException(what + " must be constant, but depends on the network's input");
  }

  /** Whether every input that is there is a constant. */
  boolean isConstant() {
    return inputs.stream().noneMatch(Activation.class::isInstance);
  }
}
