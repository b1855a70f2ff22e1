package io.slotwise.openfhe;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import java.lang.foreign.MemorySegment;

/**
 * A key that decrypts, encrypts and makes evaluation keys: the secret. Safe for use by several
 * threads. OpenFHE does not wipe its memory when it is closed.
 */
public final class PrivateKey extends NativeObject {
  PrivateKey(MemorySegment object, RingModuli ring) {
    super(new NativeHandle("private key", object, slotwise_h::sw_private_key_destroy), ring);
  }

  /** Returns the tag that links the keys of one owner and the ciphertexts encrypted under them. */
  public String tag() {
    return NativeText.read(handle(), slotwise_h::sw_private_key_tag);
  }

  /**
   * Returns the key in OpenFHE's binary format; {@link CryptoContext#deserializePrivateKey} reads
   * it. The array holds the secret: overwrite it after use, and keep it where only its owner reads.
   *
   * @throws IllegalStateException if the key is closed
   */
  public byte[] serialize() {
    return NativeBytes.serialize(handle(), slotwise_h::sw_private_key_serialize);
  }
}
