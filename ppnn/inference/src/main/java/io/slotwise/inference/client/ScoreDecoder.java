package io.slotwise.inference.client;

import io.slotwise.inference.plan.ClientPlan;
import io.slotwise.openfhe.Ciphertext;
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

  /** The first {@code images} slots of a ciphertext as values of one score. */
  double[] decrypt(Ciphertext ciphertext, int score, int images) {
    requireFits(ciphertext, score);
    double[] values = decrypt(ciphertext, images);
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
    try (Ciphertext declared = ciphertext.withNoiseScaleDegree(plan.decodingDegree())) {
      return context.decrypt(key, declared, images);
    } catch (OpenFheException e) {
      if (e.reason() == OpenFheException.Reason.PRECISION_LOST) {
        throw new DecryptionException("the scores decrypt to noise: " + e.getMessage(), e);
      }
      throw e;
    }
  }

  private void requireFits(Ciphertext ciphertext, int score) {
    if (ciphertext.limbCount() != plan.scoreLimbs()
        || ciphertext.componentCount() > plan.scoreComponents()) {
      throw new DecryptionException(
          "score %d is a ciphertext of %d limbs and %d components, the plan says %d and %d"
              .formatted(
                  score,
                  ciphertext.limbCount(),
                  ciphertext.componentCount(),
                  plan.scoreLimbs(),
                  plan.scoreComponents()));
    }
  }
}
