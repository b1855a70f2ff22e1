package io.slotwise.openfhe;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import java.lang.foreign.MemorySegment;

/** A key that encrypts. It may be given to anyone. Safe for use by several threads. */
public final class PublicKey extends NativeObject {
  PublicKey(MemorySegment object, RingModuli ring) {
    super(new NativeHandle("public key", object, slotwise_h::sw_public_key_destroy), ring);
  }

  /** Returns the tag that links the keys of one owner and the ciphertexts encrypted under them. */
  public String tag() {
    return NativeText.read(handle(), slotwise_h::sw_public_key_tag);
  }

  /**
   * Returns the key in OpenFHE's binary format; {@link CryptoContext#deserializePublicKey} reads
   * it.
   *
   * @throws IllegalStateException if the key is closed
   */
  public byte[] serialize() {
    return NativeBytes.serialize(handle(), slotwise_h::sw_public_key_serialize);
  }
}
