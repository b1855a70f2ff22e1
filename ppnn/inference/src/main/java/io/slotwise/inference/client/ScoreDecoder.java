package io.slotwise.inference.client;

import io.slotwise.inference.plan.ClientPlan;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CiphertextTensor;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.OpenFheException;
import io.slotwise.openfhe.PrivateKey;

/** Decrypts ciphertexts of scores and brings them from OpenFHE's scale to the plan's. */
final class ScoreDecoder {
  private final ClientPlan plan;
  private final CryptoContext context;
  private final PrivateKey key;

  ScoreDecoder(ClientPlan plan, CryptoContext context, PrivateKey key) {
    this.plan = plan;
    this.context = context;
    this.key = key;
  }

  /** The first {@code images} slots of one score's ciphertext as values of that score. */
  double[] decrypt(CiphertextTensor scores, int score, String keyTag, int images) {
    double[] values;
    try (Ciphertext ciphertext = scores.load(score, keyTag, plan.decodingDegree())) {
      values = decrypt(ciphertext, images);
    }
    double factor = plan.decodingFactor(score);
    double limit = plan.scoreBound() + plan.predictedError();
    for (int image = 0; image < images; image++) {
      values[image] *= factor;
      if (!(Math.abs(values[image]) <= limit)) {
        throw new DecryptionException(
            "score %d of image %d decrypts to %g, beyond the plan's bound of %g: the result is broken"
                .formatted(score, image, values[image], limit));
      }
    }
    return values;
  }

  private double[] decrypt(Ciphertext ciphertext, int images) {
    try {
      return context.decrypt(key, ciphertext, images);
    } catch (OpenFheException e) {
      if (e.reason() == OpenFheException.Reason.PRECISION_LOST) {
        throw new DecryptionException("the scores decrypt to noise: " + e.getMessage(), e);
      }
      throw e;
    }
  }
}
