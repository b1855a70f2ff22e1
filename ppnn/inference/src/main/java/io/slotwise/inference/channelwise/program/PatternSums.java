package io.slotwise.inference.channelwise.program;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a map where plaintexts of one rotated input are multiples of a few patterns, as in
 * a convolution with one channel per ciphertext after activations with a coefficient for each
 * element. Each rotated input is multiplied by its patterns once; outputs are sums of integer
 * multiples of these products.
 */
public final class PatternSums implements WeightFactors {
  /** Products for each pattern, at least, that make patterns worth their error. */
  private static final int FEWEST_USES = 2;

  private final List<Product> products;
  private final List<List<Sum>> sums;

  /**
   * A rotated input times a pattern.
   *
   * @param input index of the input
   * @param step slots that it is rotated
   * @param pattern what it is multiplied by
   */
  public record Product(int input, int step, SlotPattern pattern) {}

  /**
   * A sum of multiples of products.
   *
   * @param products indices of the products
   * @param weights what each is multiplied by, not 0
   */
  public record Sum(int[] products, long[] weights) {}

  private PatternSums(List<Product> products, List<List<Sum>> sums) {
    this.products = products;
    this.sums = sums;
  }

  /** The weights of a map, or null if there are too many patterns for their use. */
  static @Nullable PatternSums of(
      SlotLinear operation, double[] factors, int slots, int scalingBits) {
    PatternSearch search = new PatternSearch(operation.products() / FEWEST_USES);
    List<List<List<PatternSearch.Multiple>>> multiples = new ArrayList<>();
    double largest = 0;
    for (List<GiantStep> giants : operation.outputs()) {
      List<List<PatternSearch.Multiple>> ofOutput = new ArrayList<>();
      for (GiantStep giant : giants) {
        List<PatternSearch.Multiple> found = search.multiples(giant, factors);
        if (found == null) {
          return null;
        }
        for (PatternSearch.Multiple multiple : found) {
          largest = Math.max(largest, Math.abs(multiple.weight()));
        }
        ofOutput.add(found);
      }
      multiples.add(ofOutput);
    }
    double unit = WeightUnit.of(largest, slots, scalingBits);
    List<List<Sum>> sums =
        multiples.stream()
            .map(giants -> giants.stream().map(terms -> sum(terms, unit)).toList())
            .toList();
    return new PatternSums(search.products(unit), sums);
  }

  private static Sum sum(List<PatternSearch.Multiple> multiples, double unit) {
    List<PatternSearch.Multiple> kept =
        multiples.stream().filter(multiple -> multiple.integer(unit) != 0).toList();
    return new Sum(
        kept.stream().mapToInt(PatternSearch.Multiple::product).toArray(),
        kept.stream().mapToLong(multiple -> multiple.integer(unit)).toArray());
  }

  /** All products of inputs and patterns. */
  public List<Product> products() {
    return products;
  }

  /** How many of them have an input. */
  public int productsOf(int input) {
    return (int) products.stream().filter(product -> product.input() == input).count();
  }

  /** What one giant step of one output is before its rotation. */
  public Sum sum(int output, int giant) {
    return sums.get(output).get(giant);
  }

  @Override
  public Set<SlotPattern> patterns() {
    Set<SlotPattern> patterns = new LinkedHashSet<>();
    products.forEach(product -> patterns.add(product.pattern()));
    return patterns;
  }

  @Override
  public int plaintextProducts() {
    return products.size();
  }

  @Override
  public int integerProducts() {
    return sums.stream().flatMap(List::stream).mapToInt(sum -> sum.weights().length).sum();
  }
}
