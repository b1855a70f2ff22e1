package io.slotwise.model.onnx;

import io.slotwise.model.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor that depends on the input: an element-wise polynomial of a value of the network. It
 * becomes a layer of its own only when something other than element-wise arithmetic reads it.
 *
 * @param base the network's value that the polynomial is in
 * @param polynomial one polynomial per element
 * @param shape shape of both, batch left out
 * @param names the ONNX nodes that the polynomial came from
 */
record Activation(int base, Polynomial polynomial, Shape shape, List<String> names)
    implements Value {
  /** The value itself. */
  static Activation of(int base, Shape shape) {
    return new Activation(base, Polynomial.X, shape, List.of());
  }

  Activation with(Polynomial newPolynomial, List<String> newNames) {
    return new Activation(base, newPolynomial, shape, newNames);
  }

  /** The name of the layer that this tensor becomes. */
  String layerName() {
    if (names.size() <= 3) {
      return String.join("+", names);
    }
    return names.getFirst() + "+…+" + names.getLast();
  }

  static List<String> join(List<String> a, List<String> b, String name) {
    List<String> joined = new ArrayList<>(a);
    b.stream().filter(n -> !joined.contains(n)).forEach(joined::add);
    joined.add(name);
    return joined;
  }
}
