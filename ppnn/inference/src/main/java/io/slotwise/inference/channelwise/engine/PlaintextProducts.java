package io.slotwise.inference.channelwise.engine;

import io.slotwise.inference.channelwise.program.DiagonalProduct;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.Plaintext;
import java.util.List;

/** Products with plaintexts, one for each. */
record PlaintextProducts(
    CryptoContext context, EncodedLinear weights, TaskRunner tasks, CiphertextScope scope)
    implements LinearProducts {
  @Override
  public void add(RotatedInputs inputs, PartSums sums) {
    tasks.forEach(sums.parts().size(), part -> add(part, inputs, sums));
  }

  private void add(int index, RotatedInputs inputs, PartSums sums) {
    PartSums.Part part = sums.parts().get(index);
    List<DiagonalProduct> products = part.step().products();
    for (int p = 0; p < products.size(); p++) {
      DiagonalProduct product = products.get(p);
      if (inputs.has(product.input())) {
        Ciphertext factor = inputs.get(product.input(), product.step());
        Plaintext plaintext = weights.acquire(part.output(), part.giant(), p);
        try {
          sums.add(index, scope.own(context.multiply(factor, plaintext)));
        } finally {
          weights.release(plaintext);
        }
        tasks.advanced(1);
      }
    }
  }
}
