package io.slotwise.inference.channelwise.engine;

import io.slotwise.inference.channelwise.program.MaskedSums;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.Plaintext;
import org.jspecify.annotations.Nullable;

/** Sums of integer products, each masked once. */
record MaskedProducts(
    CryptoContext context,
    MaskedSums weights,
    EncodedPatterns masks,
    TaskRunner tasks,
    CiphertextScope scope)
    implements LinearProducts {
  @Override
  public void add(RotatedInputs inputs, PartSums sums) {
    tasks.forEach(sums.parts().size(), part -> add(part, inputs, sums));
  }

  private void add(int index, RotatedInputs inputs, PartSums sums) {
    PartSums.Part part = sums.parts().get(index);
    for (MaskedSums.Group group : weights.groups(part.output(), part.giant())) {
      Ciphertext sum = sum(group, inputs, sums);
      if (sum != null) {
        Plaintext mask = masks.acquire(group.mask());
        try {
          sums.add(index, scope.own(context.multiply(sum, mask)));
        } finally {
          masks.release(mask);
        }
        scope.free(sum);
      }
    }
  }

  private @Nullable Ciphertext sum(MaskedSums.Group group, RotatedInputs inputs, PartSums sums) {
    Ciphertext sum = null;
    for (int i = 0; i < group.inputs().length; i++) {
      int input = group.inputs()[i];
      if (inputs.has(input)) {
        Ciphertext factor = inputs.get(input, group.step());
        sum = sums.plus(sum, scope.own(context.multiplyInteger(factor, group.weights()[i])));
        tasks.advanced(1);
      }
    }
    return sum;
  }
}
