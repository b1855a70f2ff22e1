package io.slotwise.openfhe;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import io.slotwise.openfhe.ffi.generated.sw_error;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call into the native library: the handles that it uses, its temporary memory and its outcome.
 * Closing it releases both. For use by one thread.
 */
final class NativeCall implements AutoCloseable {
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment error = sw_error.allocate(arena);
  private final List<NativeHandle> used = new ArrayList<>(3);
  private @Nullable NativeHandle changed;
  private @Nullable MemorySegment result;

  /** Returns a native object that the call only reads. */
  MemorySegment read(NativeHandle handle) {
    MemorySegment object;
    if (handle == changed) {
      object = handle.objectBeingChanged();
    } else {
      object = handle.acquire();
      used.add(handle);
    }
    return object;
  }

  /** Returns the one native object that the call changes; ask for it before those it reads. */
  MemorySegment change(NativeHandle handle) {
    MemorySegment object = handle.acquireForChange();
    used.add(handle);
    changed = handle;
    return object;
  }

  /** Returns memory that lives as long as the call. */
  Arena memory() {
    return arena;
  }

  /** Returns a copy of a text, zero-terminated. */
  MemorySegment text(String text) {
    return arena.allocateFrom(text);
  }

  /** Returns a copy of an array. */
  MemorySegment bytes(byte[] bytes) {
    return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
  }

  /** Returns the native function's last argument. */
  MemorySegment error() {
    return error;
  }

  /** Returns where the native function writes the address of what it creates. */
  MemorySegment result() {
    MemorySegment pointer = arena.allocate(ValueLayout.ADDRESS);
    result = pointer;
    return pointer;
  }

  /** Returns what the native function created. */
  MemorySegment created() {
    if (result == null) {
      throw new IllegalStateException("the call has no result");
    }
    return result.get(ValueLayout.ADDRESS, 0);
  }

  /** Throws what a status other than success stands for. */
  void check(int status) {
    if (status == slotwise_h.SW_OK()) {
      return;
    }
    String message = sw_error.message(error).getString(0);
    if (status == slotwise_h.SW_INVALID_ARGUMENT()) {
      throw new IllegalArgumentException(message);
    }
    throw new OpenFheException(reason(status), message);
  }

  private static OpenFheException.Reason reason(int status) {
    if (status == slotwise_h.SW_MISSING_KEY()) {
      return OpenFheException.Reason.MISSING_KEY;
    }
    if (status == slotwise_h.SW_CORRUPT_DATA()) {
      return OpenFheException.Reason.CORRUPT_DATA;
    }
    if (status == slotwise_h.SW_PRECISION_LOST()) {
      return OpenFheException.Reason.PRECISION_LOST;
    }
    if (status == slotwise_h.SW_OUT_OF_MEMORY()) {
      return OpenFheException.Reason.OUT_OF_MEMORY;
    }
    if (status == slotwise_h.SW_OPENFHE_ERROR()) {
      return OpenFheException.Reason.REFUSED;
    }
    return OpenFheException.Reason.INTERNAL;
  }

  @Override
  public void close() {
    used.forEach(NativeHandle::release);
    arena.close();
  }
}
