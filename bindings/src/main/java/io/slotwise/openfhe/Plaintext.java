package io.slotwise.openfhe;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import io.slotwise.openfhe.ffi.generated.sw_plaintext_info;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/**
 * An encoded vector of real numbers, made by {@link CryptoContext#encode(double[])}. Safe for use
 * by several threads. All methods throw {@link IllegalStateException} once it is closed.
 */
public final class Plaintext extends NativeObject {
  Plaintext(MemorySegment object, RingModuli ring) {
    super(new NativeHandle("plaintext", object, slotwise_h::sw_plaintext_destroy), ring);
  }

  /** Returns how many limbs of the full modulus are left out. */
  public int level() {
    return describe(sw_plaintext_info::level);
  }

  /** Returns how many scaling factors the values are multiplied by. */
  public int noiseScaleDegree() {
    return describe(sw_plaintext_info::noise_scale_degree);
  }

  /** Returns the number of limbs of its modulus. */
  public int limbCount() {
    return describe(sw_plaintext_info::limb_count);
  }

  /** Returns how many numbers it holds. */
  public int slotCount() {
    return describe(sw_plaintext_info::slots);
  }

  /** Returns what its values are multiplied by. */
  public double scalingFactor() {
    return describe(sw_plaintext_info::scaling_factor);
  }

  private <T> T describe(Function<MemorySegment, T> field) {
    try (NativeCall call = new NativeCall()) {
      MemorySegment info = sw_plaintext_info.allocate(call.memory());
      call.check(slotwise_h.sw_plaintext_describe(call.read(handle()), info, call.error()));
      return field.apply(info);
    }
  }
}
