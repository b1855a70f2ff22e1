package io.slotwise.inference.channelwise.engine;

import io.slotwise.inference.channelwise.program.PatternSums;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.Plaintext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Integer products of inputs that are multiplied by patterns once. */
final class PatternProducts implements LinearProducts {
  private final CryptoContext context;
  private final PatternSums weights;
  private final EncodedPatterns patterns;
  private final TaskRunner tasks;
  private final CiphertextScope scope;

  PatternProducts(
      CryptoContext context,
      PatternSums weights,
      EncodedPatterns patterns,
      TaskRunner tasks,
      CiphertextScope scope) {
    this.context = context;
    this.weights = weights;
    this.patterns = patterns;
    this.tasks = tasks;
    this.scope = scope;
  }

  @Override
  public int kept(int input) {
    return weights.productsOf(input);
  }

  @Override
  public void add(RotatedInputs inputs, PartSums sums) {
    @Nullable Ciphertext[] products = products(inputs);
    tasks.forEach(sums.parts().size(), part -> add(part, products, sums));
    for (Ciphertext product : products) {
      if (product != null) {
        scope.free(product);
      }
    }
  }

  /** The products with inputs that are there; null for others. */
  private @Nullable Ciphertext[] products(RotatedInputs inputs) {
    List<Integer> there = new ArrayList<>();
    for (int p = 0; p < weights.products().size(); p++) {
      if (inputs.has(weights.products().get(p).input())) {
        there.add(p);
      }
    }
    @Nullable Ciphertext[] products = new Ciphertext[weights.products().size()];
    tasks.forEach(
        there.size(),
        i -> {
          PatternSums.Product product = weights.products().get(there.get(i));
          Ciphertext factor = inputs.get(product.input(), product.step());
          Plaintext pattern = patterns.acquire(product.pattern());
          try {
            products[there.get(i)] = scope.own(context.multiply(factor, pattern));
          } finally {
            patterns.release(pattern);
          }
        });
    return products;
  }

  private void add(int index, @Nullable Ciphertext[] products, PartSums sums) {
    PartSums.Part part = sums.parts().get(index);
    PatternSums.Sum sum = weights.sum(part.output(), part.giant());
    for (int i = 0; i < sum.products().length; i++) {
      Ciphertext product = products[sum.products()[i]];
      if (product != null) {
        sums.add(index, scope.own(context.multiplyInteger(product, sum.weights()[i])));
        tasks.advanced(1);
      }
    }
  }
}
