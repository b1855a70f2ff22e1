package io.slotwise.inference.channelwise.engine;

import io.slotwise.inference.channelwise.program.DiagonalProduct;
import io.slotwise.inference.channelwise.program.GiantStep;
import io.slotwise.inference.channelwise.program.SlotLinear;
import io.slotwise.inference.channelwise.program.WeightFactors;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.HoistedRotations;
import io.slotwise.openfhe.Plaintext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates one linear map: baby steps of a few inputs at a time, hoisted; products added up before
 * giant steps, folds and a single rescale.
 */
final class LinearEvaluator {
  /** Rotated inputs that are kept at once, in residues of 8 bytes. */
  private static final long ROTATED_RESIDUES = 1L << 27;

  private final CryptoContext context;
  private final SlotLinear operation;
  private final EncodedLinear weights;
  private final TaskRunner tasks;
  private final CiphertextScope scope;
  private final List<Part> parts = new ArrayList<>();
  private final @Nullable Ciphertext[] sums;

  /** One sum of products that is rotated as a whole. */
  private record Part(int output, int giant, GiantStep step) {}

  /** A rotation of an input. */
  private record Rotation(int input, int step) {}

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
    for (int output = 0; output < operation.outputs().size(); output++) {
      List<GiantStep> giants = operation.outputs().get(output);
      for (int giant = 0; giant < giants.size(); giant++) {
        parts.add(new Part(output, giant, giants.get(giant)));
      }
    }
    sums = new Ciphertext[parts.size()];
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
    Ciphertext any = inputs.getFirst();
    long residues = (long) any.ringDimension() * any.limbCount() * any.componentCount();
    int first = 0;
    while (first < inputs.size()) {
      int end = first;
      long kept = 0;
      do {
        kept += steps.get(end).size() * residues;
        end++;
      } while (end < inputs.size() && kept + steps.get(end).size() * residues <= ROTATED_RESIDUES);
      addProducts(inputs, steps, first, end);
      first = end;
    }
    return outputs(any);
  }

  private List<SortedSet<Integer>> babySteps(int inputs) {
    List<SortedSet<Integer>> steps = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      steps.add(new TreeSet<>());
    }
    for (Part part : parts) {
      part.step().products().forEach(product -> steps.get(product.input()).add(product.step()));
    }
    return steps;
  }

  /** Adds the products of some inputs to the sums. */
  private void addProducts(
      List<Ciphertext> inputs, List<SortedSet<Integer>> steps, int first, int end) {
    Map<Rotation, Ciphertext> rotated = rotated(inputs, steps, first, end);
    FactoredWeights factored = weights.factored();
    tasks.forEach(
        parts.size(),
        index -> {
          if (factored == null) {
            addProducts(index, rotated, first, end);
          } else {
            addMasked(index, factored, rotated, first, end);
          }
        });
    rotated.values().forEach(scope::free);
  }

  private void addProducts(int index, Map<Rotation, Ciphertext> rotated, int first, int end) {
    Part part = parts.get(index);
    List<DiagonalProduct> products = part.step().products();
    for (int p = 0; p < products.size(); p++) {
      DiagonalProduct product = products.get(p);
      if (product.input() >= first && product.input() < end) {
        Ciphertext factor = rotated(rotated, product.input(), product.step());
        Plaintext plaintext = weights.acquire(part.output(), part.giant(), p);
        try {
          add(index, scope.own(context.multiply(factor, plaintext)));
        } finally {
          weights.release(plaintext);
        }
        tasks.advanced(1);
      }
    }
  }

  /** Adds sums of integer products, each masked once. */
  private void addMasked(
      int index, FactoredWeights factored, Map<Rotation, Ciphertext> rotated, int first, int end) {
    Part part = parts.get(index);
    for (WeightFactors.Group group : factored.groups(part.output(), part.giant())) {
      Ciphertext sum = null;
      for (int i = 0; i < group.inputs().length; i++) {
        int input = group.inputs()[i];
        if (input >= first && input < end) {
          Ciphertext factor = rotated(rotated, input, group.step());
          Ciphertext term = scope.own(context.multiplyInteger(factor, group.weights()[i]));
          sum = sum == null ? term : sum(sum, term);
          tasks.advanced(1);
        }
      }
      if (sum != null) {
        add(index, scope.own(context.multiply(sum, factored.encoded(group.mask()))));
        scope.free(sum);
      }
    }
  }

  private static Ciphertext rotated(Map<Rotation, Ciphertext> rotated, int input, int step) {
    Ciphertext ciphertext = rotated.get(new Rotation(input, step));
    if (ciphertext == null) {
      throw new IllegalStateException("an input that was not rotated");
    }
    return ciphertext;
  }

  /** Adds a term to a part's sum. */
  private void add(int index, Ciphertext term) {
    Ciphertext sum = sums[index];
    sums[index] = sum == null ? term : sum(sum, term);
  }

  /** The sum with a term added to it; the term is freed. */
  private Ciphertext sum(Ciphertext sum, Ciphertext term) {
    context.addInPlace(sum, term);
    scope.free(term);
    return sum;
  }

  /** All rotations of some inputs that are needed; inputs themselves stay the caller's. */
  private Map<Rotation, Ciphertext> rotated(
      List<Ciphertext> inputs, List<SortedSet<Integer>> steps, int first, int end) {
    HoistedRotations[] hoisted = new HoistedRotations[end - first];
    tasks.forEach(
        hoisted.length,
        i -> {
          if (steps.get(first + i).stream().anyMatch(step -> step != 0)) {
            hoisted[i] = scope.own(context.precomputeRotations(inputs.get(first + i)));
          }
        });
    List<Rotation> rotations = new ArrayList<>();
    for (int input = first; input < end; input++) {
      for (int step : steps.get(input)) {
        rotations.add(new Rotation(input, step));
      }
    }
    Ciphertext[] results = new Ciphertext[rotations.size()];
    tasks.forEach(
        results.length,
        i -> {
          Rotation rotation = rotations.get(i);
          results[i] =
              rotation.step() == 0
                  ? inputs.get(rotation.input())
                  : scope.own(hoisted[rotation.input() - first].rotate(rotation.step()));
        });
    for (HoistedRotations digits : hoisted) {
      if (digits != null) {
        scope.free(digits);
      }
    }
    Map<Rotation, Ciphertext> map = new HashMap<>();
    for (int i = 0; i < results.length; i++) {
      map.put(rotations.get(i), results[i]);
    }
    return map;
  }

  private Ciphertext[] outputs(Ciphertext like) {
    tasks.forEach(parts.size(), this::turn);
    Ciphertext[] outputs = new Ciphertext[operation.outputs().size()];
    tasks.forEach(outputs.length, output -> outputs[output] = output(output, like));
    return outputs;
  }

  /** Rotates a sum by its giant step. */
  private void turn(int index) {
    int step = parts.get(index).step().step();
    Ciphertext sum = sums[index];
    if (step != 0 && sum != null) {
      sums[index] = scope.own(context.rotate(sum, step));
      scope.free(sum);
    }
  }

  private Ciphertext output(int output, Ciphertext like) {
    Ciphertext total = null;
    for (int index = 0; index < sums.length; index++) {
      Ciphertext sum = sums[index];
      if (parts.get(index).output() == output && sum != null) {
        total = total == null ? sum : sum(total, sum);
      }
    }
    // An output that reads nothing is its bias, on an encryption of 0.
    Ciphertext result = total == null ? scope.own(context.multiply(like, 0.0)) : total;
    for (int fold : operation.folds()) {
      sum(result, scope.own(context.rotate(result, fold)));
    }
    context.rescaleInPlace(result);
    try (Plaintext bias = weights.bias(output)) {
      context.addInPlace(result, bias);
    }
    return result;
  }
}
