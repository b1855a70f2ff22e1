package io.slotwise.openfhe;

/**
 * A private key and its public key; closing the pair closes both.
 *
 * @param publicKey encrypts
 * @param privateKey decrypts
 */
public record KeyPair(PublicKey publicKey, PrivateKey privateKey) implements AutoCloseable {
  /** Returns the tag of both keys. */
  public String tag() {
    return publicKey.tag();
  }

  /**
   * Closes both keys.
   *
   * @throws IllegalStateException if another thread's call is using one of them
   */
  @Override
  public void close() {
    try {
      publicKey.close();
    } finally {
      privateKey.close();
    }
  }
}
