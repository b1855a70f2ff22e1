package io.slotwise.openfhe;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Copies serialized objects out of native memory. */
final class NativeBytes {
  /** A native function that serializes an object into a new buffer. */
  @FunctionalInterface
  interface Serializer {
    int serialize(MemorySegment object, MemorySegment buffer, MemorySegment error);
  }

  /** Some virtual machines cannot make arrays of the last few lengths. */
  private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8L;

  private NativeBytes() {}

  static byte[] serialize(NativeHandle handle, Serializer serializer) {
    try (NativeCall call = new NativeCall()) {
      call.check(serializer.serialize(call.read(handle), call.result(), call.error()));
      return takeBuffer(call);
    }
  }

  /** Copies the buffer that a call created, and destroys it. */
  static byte[] takeBuffer(NativeCall call) {
    MemorySegment buffer = call.created();
    try {
      MemorySegment data = call.memory().allocate(ValueLayout.ADDRESS);
      MemorySegment size = call.memory().allocate(ValueLayout.JAVA_LONG);
      call.check(slotwise_h.sw_buffer_contents(buffer, data, size, call.error()));
      return copy(data.get(ValueLayout.ADDRESS, 0), size.get(ValueLayout.JAVA_LONG, 0));
    } finally {
      call.check(slotwise_h.sw_buffer_destroy(buffer, call.error()));
    }
  }

  @SuppressWarnings("restricted") // The library vouches for address and size.
  private static byte[] copy(MemorySegment data, long size) {
    if (size > LONGEST_ARRAY) {
      throw new IllegalStateException(
          "the serialized object has %d bytes, more than the %d of an array; serialize fewer keys"
              .formatted(size, LONGEST_ARRAY));
    }
    return data.reinterpret(size).toArray(ValueLayout.JAVA_BYTE);
  }
}
