package io.slotwise.openfhe;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads texts of native objects. */
final class NativeText {
  /** A native function that writes a text. */
  @FunctionalInterface
  interface Source {
    int write(
        MemorySegment object,
        MemorySegment text,
        long capacity,
        MemorySegment length,
        MemorySegment error);
  }

  /** OpenFHE's key tags have 32 characters; objects made elsewhere may have longer ones. */
  private static final long USUAL_CAPACITY = 256;

  private NativeText() {}

  static String read(NativeHandle handle, Source source) {
    try (NativeCall call = new NativeCall()) {
      MemorySegment object = call.read(handle);
      MemorySegment length = call.memory().allocate(ValueLayout.JAVA_LONG);
      MemorySegment text = call.memory().allocate(USUAL_CAPACITY);
      int status = source.write(object, text, USUAL_CAPACITY, length, call.error());
      long needed = length.get(ValueLayout.JAVA_LONG, 0) + 1;
      if (needed > USUAL_CAPACITY) {
        text = call.memory().allocate(needed);
        status = source.write(object, text, needed, length, call.error());
      }
      call.check(status);
      return text.getString(0);
    }
  }
}
