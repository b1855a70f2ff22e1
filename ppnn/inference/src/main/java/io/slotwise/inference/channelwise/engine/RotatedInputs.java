package io.slotwise.inference.channelwise.engine;

import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.HoistedRotations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * All rotations of some inputs of a linear map that it reads, hoisted. Inputs themselves stay the
 * caller's.
 */
final class RotatedInputs {
  private final int first;
  private final int end;
  private final CiphertextScope scope;
  private final Map<Rotation, Ciphertext> rotated = new HashMap<>();

  /** A rotation of an input. */
  private record Rotation(int input, int step) {}

  /**
   * Rotates the inputs from {@code first} up to {@code end}.
   *
   * @param steps the steps by which each input is rotated
   * @param scope owns all that is made
   */
  RotatedInputs(
      CryptoContext context,
      List<Ciphertext> inputs,
      List<SortedSet<Integer>> steps,
      int first,
      int end,
      TaskRunner tasks,
      CiphertextScope scope) {
    this.first = first;
    this.end = end;
    this.scope = scope;
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
    for (int i = 0; i < results.length; i++) {
      rotated.put(rotations.get(i), results[i]);
    }
  }

  /** Whether an input is among those rotated. */
  boolean has(int input) {
    return input >= first && input < end;
  }

  /** A rotation of an input. */
  Ciphertext get(int input, int step) {
    Ciphertext ciphertext = rotated.get(new Rotation(input, step));
    if (ciphertext == null) {
      throw new IllegalStateException("an input that was not rotated");
    }
    return ciphertext;
  }

  /** Frees the rotations. */
  void free() {
    rotated.forEach(
        (rotation, ciphertext) -> {
          if (rotation.step() != 0) {
            scope.free(ciphertext);
          }
        });
    rotated.clear();
  }
}
