package io.slotwise.openfhe;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import java.lang.foreign.MemorySegment;

/**
 * What all rotations of one ciphertext have in common, computed once by {@link
 * CryptoContext#precomputeRotations}: cheaper than {@link CryptoContext#rotate} from the second
 * rotation on. It does not need the ciphertext any more. Safe for use by several threads.
 */
public final class HoistedRotations extends NativeObject {
  HoistedRotations(MemorySegment object, RingModuli ring) {
    super(
        new NativeHandle("hoisted rotations", object, slotwise_h::sw_rotation_digits_destroy),
        ring);
  }

  /**
   * Returns the ciphertext rotated.
   *
   * @param step slots to the left, or to the right if negative; 0 copies
   * @throws OpenFheException with {@link OpenFheException.Reason#MISSING_KEY} if there is no
   *     rotation key for {@code step}
   * @throws IllegalStateException if this is closed
   */
  public Ciphertext rotate(int step) {
    try (NativeCall call = new NativeCall()) {
      call.check(
          slotwise_h.sw_rotate_hoisted(call.read(handle()), step, call.result(), call.error()));
      return new Ciphertext(call.created(), ringModuli());
    }
  }
}
