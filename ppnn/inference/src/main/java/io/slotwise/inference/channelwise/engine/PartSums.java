package io.slotwise.inference.channelwise.engine;

import io.slotwise.inference.channelwise.program.GiantStep;
import io.slotwise.inference.channelwise.program.SlotLinear;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sums of a linear map that are rotated as a whole. Several threads may use it, each for sums
 * of its own.
 */
final class PartSums {
  private final CryptoContext context;
  private final CiphertextScope scope;
  private final List<Part> parts = new ArrayList<>();
  private final @Nullable Ciphertext[] sums;

  /**
   * One giant step of one output.
   *
   * @param giant index of the step
   */
  record Part(int output, int giant, GiantStep step) {}

  /**
   * Sums of nothing.
   *
   * @param scope owns all that is made
   */
  PartSums(CryptoContext context, SlotLinear operation, CiphertextScope scope) {
    this.context = context;
    this.scope = scope;
    for (int output = 0; output < operation.outputs().size(); output++) {
      List<GiantStep> giants = operation.outputs().get(output);
      for (int giant = 0; giant < giants.size(); giant++) {
        parts.add(new Part(output, giant, giants.get(giant)));
      }
    }
    sums = new Ciphertext[parts.size()];
  }

  /** What is summed. */
  List<Part> parts() {
    return parts;
  }

  /** Adds a term to the sum of a part; the term is freed or kept. */
  void add(int part, Ciphertext term) {
    sums[part] = plus(sums[part], term);
  }

  /** The sum with a term added to it, or the term if there is no sum; the other one is freed. */
  Ciphertext plus(@Nullable Ciphertext sum, Ciphertext term) {
    if (sum == null) {
      return term;
    }
    context.addInPlace(sum, term);
    scope.free(term);
    return sum;
  }

  /** Rotates the sum of a part by its giant step. */
  void turn(int part) {
    int step = parts.get(part).step().step();
    Ciphertext sum = sums[part];
    if (step != 0 && sum != null) {
      sums[part] = scope.own(context.rotate(sum, step));
      scope.free(sum);
    }
  }

  /** The sum of all parts of an output, which are no longer to be used; null if there are none. */
  @Nullable Ciphertext total(int output) {
    Ciphertext total = null;
    for (int part = 0; part < sums.length; part++) {
      Ciphertext sum = sums[part];
      if (parts.get(part).output() == output && sum != null) {
        total = plus(total, sum);
      }
    }
    return total;
  }
}
