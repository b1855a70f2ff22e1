package io.slotwise.inference.client;

import io.slotwise.inference.plan.ClientPlan;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CiphertextTensor;

/** Decrypts ciphertexts of scores and brings them from OpenFHE's scale to the plan's. */
final class ScoreDecoder {
  private final ClientPlan plan;
  private final ClientKeys keys;

  ScoreDecoder(ClientPlan plan, ClientKeys keys) {
    this.plan = plan;
    this.keys = keys;
  }

  /** The first {@code images} slots of one score's ciphertext as values of that score. */
  double[] decrypt(CiphertextTensor scores, int score, int images) {
    double[] values;
    String keyTag = keys.pair().tag();
    try (Ciphertext ciphertext = scores.load(score, keyTag, plan.decodingDegree())) {
      values = keys.decrypt(ciphertext, images);
    }
    double factor = plan.decodingFactor(score);
    double limit = plan.scoreBound() + plan.predictedError();
    for (int image = 0; image < images; image++) {
      values[image] *= factor;
      if (!(Math.abs(values[image]) <= limit)) {
        throw DecryptionException.beyondBound(score, image, values[image], limit);
      }
    }
    return values;
  }
}
