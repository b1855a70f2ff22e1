package io.slotwise.openfhe;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import io.slotwise.openfhe.ffi.generated.sw_ciphertext_info;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Function;

/**
 * An encrypted vector of real numbers.
 *
 * <p>It holds {@code componentCount} polynomials c<sub>0</sub>, c<sub>1</sub>, ... that decrypt as
 * c<sub>0</sub> + c<sub>1</sub>·s + c<sub>2</sub>·s² + ...; each is a matrix of {@code limbCount}
 * rows (one a prime factor of the modulus) of N residues.
 *
 * <p>Several threads may read one at once; changing it needs it for itself, or {@link
 * IllegalStateException} is thrown and nothing happens. All methods throw {@link
 * IllegalStateException} once it is closed. A ciphertext may outlive its context.
 */
public final class Ciphertext extends NativeObject {
  Ciphertext(MemorySegment object, RingModuli ring) {
    super(new NativeHandle("ciphertext", object, slotwise_h::sw_ciphertext_destroy), ring);
  }

  /** Returns how many limbs of the full modulus are used up: 0 when fresh at full depth. */
  public int level() {
    return describe(sw_ciphertext_info::level);
  }

  /** Returns how many scaling factors the message is multiplied by: 1 when fresh. */
  public int noiseScaleDegree() {
    return describe(sw_ciphertext_info::noise_scale_degree);
  }

  /** Returns how many prime factors its modulus has. */
  public int limbCount() {
    return describe(sw_ciphertext_info::limb_count);
  }

  /** Returns the number of polynomials: 2, or more after products without relinearization. */
  public int componentCount() {
    return describe(sw_ciphertext_info::component_count);
  }

  /** Returns how many numbers it holds. */
  public int slotCount() {
    return describe(sw_ciphertext_info::slots);
  }

  /** Returns N, the number of residues of a limb. */
  public int ringDimension() {
    return describe(sw_ciphertext_info::ring_dimension);
  }

  /** Returns what OpenFHE takes the message to be multiplied by. */
  public double scalingFactor() {
    return describe(sw_ciphertext_info::scaling_factor);
  }

  /** Returns the tag of the key that it is encrypted under. */
  public String keyTag() {
    return NativeText.read(handle(), slotwise_h::sw_ciphertext_key_tag);
  }

  /**
   * Declares how many scaling factors the message is multiplied by, where residues were made in
   * other ways than by the operations of this class. The residues stay as they are.
   *
   * @param degree 1 or more
   * @throws IllegalArgumentException if {@code degree} is out of range, or the context's technique
   *     is one of the {@code FLEXIBLE} ones
   */
  public void setNoiseScaleDegree(int degree) {
    Arguments.requireAtLeast("degree", degree, 1);
    try (NativeCall call = new NativeCall()) {
      MemorySegment ciphertext = call.change(handle());
      call.check(slotwise_h.sw_ciphertext_set_noise_scale_degree(ciphertext, degree, call.error()));
    }
  }

  /**
   * Returns the residues of one limb of one component: N numbers below the limb's modulus, in
   * evaluation (NTT) form and OpenFHE's order.
   *
   * @param component 0 to {@code componentCount() - 1}
   * @param limb 0 to {@code limbCount() - 1}
   * @throws IllegalArgumentException if an index is out of range
   */
  public long[] residues(int component, int limb) {
    Arguments.requireAtLeast("component", component, 0);
    Arguments.requireAtLeast("limb", limb, 0);
    try (NativeCall call = new NativeCall()) {
      int length = ringModuli().ringDimension();
      MemorySegment residues = call.memory().allocate(ValueLayout.JAVA_LONG, length);
      call.check(
          slotwise_h.sw_ciphertext_residues(
              call.read(handle()), component, limb, residues, length, call.error()));
      return residues.toArray(ValueLayout.JAVA_LONG);
    }
  }

  /** Returns an independent copy. */
  public Ciphertext copy() {
    try (NativeCall call = new NativeCall()) {
      call.check(slotwise_h.sw_ciphertext_clone(call.read(handle()), call.result(), call.error()));
      return new Ciphertext(call.created(), ringModuli());
    }
  }

  /**
   * Returns the ciphertext in OpenFHE's binary format; {@link CryptoContext#deserializeCiphertext}
   * reads it.
   */
  public byte[] serialize() {
    return NativeBytes.serialize(handle(), slotwise_h::sw_ciphertext_serialize);
  }

  private <T> T describe(Function<MemorySegment, T> field) {
    try (NativeCall call = new NativeCall()) {
      MemorySegment info = sw_ciphertext_info.allocate(call.memory());
      call.check(slotwise_h.sw_ciphertext_describe(call.read(handle()), info, call.error()));
      return field.apply(info);
    }
  }
}
