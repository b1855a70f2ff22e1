package io.slotwise.openfhe;

import java.util.Random;

/**
 * A context with keys of small, fast and insecure size, and shorthands for encrypting and
 * decrypting.
 */
final class TestClient implements AutoCloseable {
  static final int RING_DIMENSION = 2048;
  static final int SLOTS = RING_DIMENSION / 2;

  /** Absolute error to expect of few operations on numbers around 1 at 40-bit scales. */
  static final double TOLERANCE = 1e-5;

  final CryptoContext context;
  final KeyPair keys;

  TestClient(CkksParameters parameters) {
    context = CryptoContext.create(parameters);
    keys = context.generateKeyPair();
  }

  static CkksParameters.Builder parameters() {
    return CkksParameters.builder()
        .securityLevel(SecurityLevel.HEStd_NotSet)
        .ringDimension(RING_DIMENSION)
        .multiplicativeDepth(3)
        .scalingModSize(40)
        .firstModSize(60);
  }

  static TestClient create() {
    return new TestClient(parameters().build());
  }

  TestClient withRelinearizationKey() {
    context.generateRelinearizationKey(keys.privateKey());
    return this;
  }

  TestClient withRotationKeys(int... steps) {
    context.generateRotationKeys(keys.privateKey(), steps);
    return this;
  }

  Ciphertext encrypt(double... values) {
    try (Plaintext plaintext = context.encode(values)) {
      return context.encrypt(keys.publicKey(), plaintext);
    }
  }

  /** Decrypts all slots and closes the ciphertext. */
  double[] decryptAndClose(Ciphertext ciphertext) {
    try (ciphertext) {
      return context.decrypt(keys.privateKey(), ciphertext, context.slotCount());
    }
  }

  /** Returns numbers between -1 and 1, one a slot. */
  static double[] values(Random random) {
    return random.doubles(SLOTS, -1, 1).toArray();
  }

  @Override
  public void close() {
    keys.close();
    context.close();
  }
}
