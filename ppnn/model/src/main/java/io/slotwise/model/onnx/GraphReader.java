package io.slotwise.model.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.slotwise.model.ModelException;
import io.slotwise.model.Network;
import io.slotwise.model.Preprocessing;
import io.slotwise.model.Reshape;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns one ONNX graph into a network, node by node. Used once. */
final class GraphReader {
  private static final Set<String> STANDARD_DOMAINS = Set.of("", "ai.onnx");

  private final ModelProto model;
  private final GraphProto graph;
  private final TensorData tensorData;
  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Map<String, TensorProto> initializers = new HashMap<>();
  private final Set<String> read = new HashSet<>();

  GraphReader(ModelProto model, @Nullable ExternalData external) {
    this.model = model;
    this.graph = model.getGraph();
    this.tensorData = new TensorData(external);
  }

  Network read() {
    if (!model.hasGraph() || graph.getNodeCount() == 0) {
      throw new ModelException("holds no graph; it is not an ONNX model, or truncated");
    }
    int opset = opset();
    index();
    GraphInput input = GraphInput.of(onlyInput());
    Network.Builder network = Network.builder(input.shape());
    Map<String, String> metadata = metadata();
    network.metadata(metadata).preprocessing(Preprocessing.fromMetadata(metadata));
    TrailingOperators trailing = TrailingOperators.of(onlyOutput(), producers, opset);
    trailing.notices().forEach(network::notice);

    Scope scope = new Scope(network, input.batch());
    scope.define(input.name(), Activation.of(0, input.shape()));
    Set<NodeProto> needed = needed(trailing.output());
    for (NodeProto node : graph.getNodeList()) {
      if (needed.contains(node)) {
        readNode(node, scope, opset);
      }
    }
    finish(trailing, scope, network);
    return network.build();
  }

  private void finish(TrailingOperators trailing, Scope scope, Network.Builder network) {
    String output = trailing.output();
    switch (lookUp(output, scope)) {
      case null -> throw new ModelException("nothing makes the output '" + output + "'");
      case Constant _ ->
          throw new ModelException("the output '" + output + "' does not depend on the input");
      case Activation activation -> {
        int value = scope.materialize(activation);
        if (value == 0 || value != network.last()) {
          // The scores are the last layer's: give a value made earlier a last layer of its own.
          network.add(new Reshape(output, activation.shape()), value);
        }
        trailing.requireOverClasses(activation.shape());
      }
    }
  }

  private void readNode(NodeProto node, Scope scope, int opset) {
    try {
      if (!STANDARD_DOMAINS.contains(node.getDomain())) {
        throw new ModelException(
            "operators of the domain '" + node.getDomain() + "' are not supported");
      }
      Operator operator = new Operator(node, opset, scope, tensorData, name -> lookUp(name, scope));
      for (int i = 1; i < node.getOutputCount(); i++) {
        if (read.contains(node.getOutput(i))) {
          throw new ModelException("only the first output is supported");
        }
      }
      scope.define(node.getOutput(0), Operators.apply(operator));
      operator.attributes().requireAllRead();
    } catch (ModelException e) {
      throw new ModelException(
          "node '" + Operator.nameOf(node) + "' (" + node.getOpType() + "): " + e.getMessage(), e);
    }
  }

  private @Nullable Value lookUp(String name, Scope scope) {
    Value value = scope.get(name);
    TensorProto initializer = initializers.get(name);
    if (value == null && initializer != null) {
      value = tensorData.read(initializer, "initializer '" + name + "'");
      scope.define(name, value);
    }
    return value;
  }

  private int opset() {
    for (OperatorSetIdProto id : model.getOpsetImportList()) {
      if (STANDARD_DOMAINS.contains(id.getDomain())) {
        long version = id.getVersion();
        if (version < OnnxReader.OLDEST_OPSET || version > OnnxReader.NEWEST_OPSET) {
          throw new ModelException(
              "uses ONNX opset "
                  + version
                  + "; export with opset "
                  + OnnxReader.OLDEST_OPSET
                  + " to "
                  + OnnxReader.NEWEST_OPSET);
        }
        return (int) version;
      }
    }
    throw new ModelException("does not say which ONNX opset it uses");
  }

  private void index() {
    for (TensorProto initializer : graph.getInitializerList()) {
      initializers.put(initializer.getName(), initializer);
    }
    graph.getOutputList().forEach(output -> read.add(output.getName()));
    for (NodeProto node : graph.getNodeList()) {
      node.getInputList().stream().filter(i -> !i.isEmpty()).forEach(read::add);
      for (String output : node.getOutputList()) {
        if (!output.isEmpty() && producers.put(output, node) != null) {
          throw new ModelException("the tensor '" + output + "' is made twice");
        }
      }
    }
  }

  private ValueInfoProto onlyInput() {
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(i -> !initializers.containsKey(i.getName())).toList();
    return only(inputs, "input");
  }

  private String onlyOutput() {
    return only(graph.getOutputList(), "output").getName();
  }

  private static ValueInfoProto only(List<ValueInfoProto> tensors, String what) {
    if (tensors.size() != 1) {
      throw new ModelException(
          "must have one "
              + what
              + ", not "
              + tensors.size()
              + " "
              + tensors.stream().map(ValueInfoProto::getName).toList());
    }
    return tensors.getFirst();
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = new HashMap<>();
    for (StringStringEntryProto entry : model.getMetadataPropsList()) {
      metadata.put(entry.getKey(), entry.getValue());
    }
    return metadata;
  }

  /** The nodes that the output depends on; others may hold whatever they like. */
  private Set<NodeProto> needed(String output) {
    Set<NodeProto> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(output));
    while (!open.isEmpty()) {
      String tensor = open.pop();
      NodeProto producer = seen.add(tensor) ? producers.get(tensor) : null;
      if (producer != null && needed.add(producer)) {
        open.addAll(producer.getInputList());
      }
    }
    return needed;
  }
}
