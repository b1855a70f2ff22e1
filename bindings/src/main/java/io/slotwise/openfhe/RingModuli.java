package io.slotwise.openfhe;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import io.slotwise.openfhe.ffi.generated.sw_context_info;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * The ring and modulus that a native object belongs to. Contexts whose moduli are equal may
 * exchange objects, others may not.
 */
record RingModuli(
    int ringDimension, int slots, List<Long> ciphertextModuli, List<Long> specialModuli) {
  /** Reads the moduli of a native context and its description. */
  static RingModuli read(NativeCall call, MemorySegment context, MemorySegment info) {
    int ciphertextCount = sw_context_info.ciphertext_modulus_count(info);
    MemorySegment ciphertext = call.memory().allocate(ValueLayout.JAVA_LONG, ciphertextCount);
    call.check(
        slotwise_h.sw_context_ciphertext_moduli(
            context, ciphertext, ciphertextCount, call.error()));
    int specialCount = sw_context_info.special_modulus_count(info);
    MemorySegment special = call.memory().allocate(ValueLayout.JAVA_LONG, specialCount);
    if (specialCount > 0) {
      call.check(
          slotwise_h.sw_context_special_moduli(context, special, specialCount, call.error()));
    }
    return new RingModuli(
        sw_context_info.ring_dimension(info),
        sw_context_info.slots(info),
        listOf(ciphertext),
        listOf(special));
  }

  private static List<Long> listOf(MemorySegment numbers) {
    return Arrays.stream(numbers.toArray(ValueLayout.JAVA_LONG)).boxed().toList();
  }

  /** Throws unless an object of {@code other} fits a context of these moduli. */
  void requireSame(String kind, RingModuli other) {
    if (!equals(other)) {
      throw new IllegalArgumentException(
          "the %s belongs to another context: %s, here %s".formatted(kind, other, this));
    }
  }

  @Override
  public String toString() {
    return "ring dimension %d, %d slots, ciphertext moduli %s, special moduli %s"
        .formatted(ringDimension, slots, ciphertextModuli, specialModuli);
  }
}
