package io.slotwise.openfhe;

/** What the public owners of native memory have in common. */
abstract sealed class NativeObject implements AutoCloseable
    permits Ciphertext, HoistedRotations, Plaintext, PrivateKey, PublicKey {
  private final NativeHandle handle;
  private final RingModuli ringModuli;

  NativeObject(NativeHandle handle, RingModuli ringModuli) {
    this.handle = handle;
    this.ringModuli = ringModuli;
  }

  final NativeHandle handle() {
    return handle;
  }

  /** The moduli of the context that it belongs to. */
  final RingModuli ringModuli() {
    return ringModuli;
  }

  /**
   * Frees the native memory. Closing again does nothing; anything else on a closed object throws
   * {@link IllegalStateException}.
   *
   * @throws IllegalStateException if another thread's call is using the object, which stays open
   */
  @Override
  public final void close() {
    handle.close();
  }
}
