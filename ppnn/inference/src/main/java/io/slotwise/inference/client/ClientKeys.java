package io.slotwise.inference.client;

import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.KeyPair;
import io.slotwise.openfhe.OpenFheException;
import java.util.function.Supplier;

/**
 * A key owner's keys with the context that they belong to, closed together. Safe for use by several
 * threads, but for closing.
 */
public final class ClientKeys implements AutoCloseable {
  private final CryptoContext context;
  private final KeyPair pair;

  /** Takes over both. */
  ClientKeys(CryptoContext context, KeyPair pair) {
    this.context = context;
    this.pair = pair;
  }

  /**
   * Makes new keys; the caller closes them.
   *
   * @param context taken over, and closed if keys cannot be made
   */
  public static ClientKeys generate(CryptoContext context) {
    boolean complete = false;
    try {
      ClientKeys keys = new ClientKeys(context, context.generateKeyPair());
      complete = true;
      return keys;
    } finally {
      if (!complete) {
        context.close();
      }
    }
  }

  /** The context that the keys belong to. */
  public CryptoContext context() {
    return context;
  }

  /** The keys. */
  public KeyPair pair() {
    return pair;
  }

  /** Builds what owns these keys from then on; if that fails they are closed. */
  public <T> T handOver(Supplier<T> build) {
    boolean complete = false;
    try {
      T owner = build.get();
      complete = true;
      return owner;
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  /**
   * Checks that a ciphertext is encrypted under these keys.
   *
   * @param keyTag OpenFHE's tag of the key that it is encrypted under
   * @throws IllegalArgumentException if it is not
   */
  public void requireOwn(String keyTag) {
    if (!keyTag.equals(pair.tag())) {
      throw new IllegalArgumentException(
          "the scores are encrypted under the key with tag %s, this client's key has tag %s"
              .formatted(keyTag, pair.tag()));
    }
  }

  /**
   * Decrypts.
   *
   * @return the first slots, as OpenFHE decodes them
   * @throws DecryptionException if there is nothing but noise
   */
  public double[] decrypt(Ciphertext ciphertext, int slots) {
    try {
      return context.decrypt(pair.privateKey(), ciphertext, slots);
    } catch (OpenFheException e) {
      if (e.reason() == OpenFheException.Reason.PRECISION_LOST) {
        throw new DecryptionException("the scores decrypt to noise: " + e.getMessage(), e);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      pair.close();
    } finally {
      context.close();
    }
  }
}
