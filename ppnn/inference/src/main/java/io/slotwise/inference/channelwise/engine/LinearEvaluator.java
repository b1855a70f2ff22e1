package io.slotwise.inference.channelwise.engine;

import io.slotwise.inference.channelwise.program.SlotLinear;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.Plaintext;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Evaluates one linear map: baby steps of a few inputs at a time, hoisted; products added up before
 * giant steps, folds and a single rescale.
 */
final class LinearEvaluator {
  /** Rotated and multiplied inputs that are kept at once, in residues of 8 bytes. */
  private static final long KEPT_RESIDUES = 1L << 27;

  private final CryptoContext context;
  private final SlotLinear operation;
  private final EncodedLinear weights;
  private final TaskRunner tasks;
  private final CiphertextScope scope;
  private final PartSums sums;

  private LinearEvaluator(
      CryptoContext context,
      SlotLinear operation,
      EncodedLinear weights,
      TaskRunner tasks,
      CiphertextScope scope) {
    this.context = context;
    this.operation = operation;
    this.weights = weights;
    this.tasks = tasks;
    this.scope = scope;
    sums = new PartSums(context, operation, scope);
  }

  /**
   * The map of some inputs of one level, of 2 components if it rotates.
   *
   * @param scope owns all that is made
   */
  static Ciphertext[] evaluate(
      CryptoContext context,
      SlotLinear operation,
      EncodedLinear weights,
      List<Ciphertext> inputs,
      TaskRunner tasks,
      CiphertextScope scope) {
    return new LinearEvaluator(context, operation, weights, tasks, scope).evaluate(inputs);
  }

  private Ciphertext[] evaluate(List<Ciphertext> inputs) {
    List<SortedSet<Integer>> steps = babySteps(inputs.size());
    LinearProducts products = weights.products(tasks, scope);
    Ciphertext any = inputs.getFirst();
    long residues = (long) any.ringDimension() * any.limbCount() * any.componentCount();
    long mostKept = KEPT_RESIDUES / residues;
    int first = 0;
    while (first < inputs.size()) {
      int end = first;
      long kept = 0;
      do {
        kept += steps.get(end).size() + products.kept(end);
        end++;
      } while (end < inputs.size()
          && kept + steps.get(end).size() + products.kept(end) <= mostKept);
      RotatedInputs rotated = new RotatedInputs(context, inputs, steps, first, end, tasks, scope);
      products.add(rotated, sums);
      rotated.free();
      first = end;
    }
    return outputs(any);
  }

  private List<SortedSet<Integer>> babySteps(int inputs) {
    List<SortedSet<Integer>> steps = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      steps.add(new TreeSet<>());
    }
    for (PartSums.Part part : sums.parts()) {
      part.step().products().forEach(product -> steps.get(product.input()).add(product.step()));
    }
    return steps;
  }

  private Ciphertext[] outputs(Ciphertext like) {
    tasks.forEach(sums.parts().size(), sums::turn);
    Ciphertext[] outputs = new Ciphertext[operation.outputs().size()];
    tasks.forEach(outputs.length, output -> outputs[output] = output(output, like));
    return outputs;
  }

  private Ciphertext output(int output, Ciphertext like) {
    Ciphertext total = sums.total(output);
    // An output that reads nothing is its bias, on an encryption of 0.
    Ciphertext result = total == null ? scope.own(context.multiply(like, 0.0)) : total;
    for (int fold : operation.folds()) {
      sums.plus(result, scope.own(context.rotate(result, fold)));
    }
    context.rescaleInPlace(result);
    try (Plaintext bias = weights.bias(output)) {
      context.addInPlace(result, bias);
    }
    return result;
  }
}
