package io.slotwise.inference.channelwise.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the patterns that the plaintexts of a map are multiples of. */
final class PatternSearch {
  /** How far multiples may be off, as a share of their largest number: rounding of doubles. */
  private static final double TOLERANCE = 1e-12;

  private final int most;
  private final Map<Rotation, List<Found>> byRotation = new HashMap<>();
  private final List<Found> found = new ArrayList<>();

  private record Rotation(int input, int step) {}

  /** A pattern whose largest number is 1, which is the one at an index. */
  private record Found(int number, Rotation rotation, int[] slots, double[] values, int largest) {}

  /** A weight, with the factor of its input, times a product of a pattern and an input. */
  record Multiple(int product, double weight) {
    long integer(double unit) {
      return Math.round(weight / unit);
    }
  }

  /** A search that gives up on more patterns than {@code most}. */
  PatternSearch(int most) {
    this.most = most;
  }

  /**
   * The products of a giant step, or null if there are too many patterns.
   *
   * @param factors what the weights of each input ciphertext are multiplied by
   */
  @Nullable List<Multiple> multiples(GiantStep giant, double[] factors) {
    List<Multiple> multiples = new ArrayList<>();
    for (DiagonalProduct product : giant.products()) {
      int largest = indexOfLargest(product.weights());
      if (largest < 0) {
        continue;
      }
      Found pattern = pattern(product, largest);
      if (found.size() > most) {
        return null;
      }
      double weight = product.weights()[pattern.largest()] * factors[product.input()];
      multiples.add(new Multiple(pattern.number(), weight));
    }
    return multiples;
  }

  /** What inputs are multiplied by, in units. */
  List<PatternSums.Product> products(double unit) {
    return found.stream()
        .map(
            pattern -> {
              double[] values = Arrays.stream(pattern.values()).map(v -> v * unit).toArray();
              Rotation rotation = pattern.rotation();
              return new PatternSums.Product(
                  rotation.input(), rotation.step(), new SlotPattern(pattern.slots(), values));
            })
        .toList();
  }

  private Found pattern(DiagonalProduct product, int largest) {
    Rotation rotation = new Rotation(product.input(), product.step());
    List<Found> known = byRotation.computeIfAbsent(rotation, _ -> new ArrayList<>());
    for (Found pattern : known) {
      if (isMultiple(product, pattern)) {
        return pattern;
      }
    }
    double whole = product.weights()[largest];
    double[] values = Arrays.stream(product.weights()).map(w -> w / whole).toArray();
    Found made = new Found(found.size(), rotation, product.slots(), values, largest);
    known.add(made);
    found.add(made);
    return made;
  }

  private static boolean isMultiple(DiagonalProduct product, Found pattern) {
    if (!Arrays.equals(product.slots(), pattern.slots())) {
      return false;
    }
    double[] weights = product.weights();
    double weight = weights[pattern.largest()];
    for (int i = 0; i < weights.length; i++) {
      if (!(Math.abs(weights[i] - weight * pattern.values()[i]) <= TOLERANCE * Math.abs(weight))) {
        return false;
      }
    }
    return true;
  }

  /** The index of the number of largest size, or -1 if all are 0. */
  private static int indexOfLargest(double[] numbers) {
    int index = -1;
    double size = 0;
    for (int i = 0; i < numbers.length; i++) {
      if (Math.abs(numbers[i]) > size) {
        size = Math.abs(numbers[i]);
        index = i;
      }
    }
    return index;
  }
}
