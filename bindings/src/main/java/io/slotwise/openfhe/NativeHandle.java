package io.slotwise.openfhe;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A native object and who is using it: any number of readers, or one call that changes it, or
 * nobody, in which case it can be closed. Safe for use by several threads.
 *
 * <p>It counts for itself because closing a shared {@link java.lang.foreign.Arena} stops every
 * thread of the process, which costs too much for short-lived ciphertexts.
 */
final class NativeHandle {
  /** The native function that destroys the object. */
  @FunctionalInterface
  interface Destructor {
    int destroy(MemorySegment object, MemorySegment error);
  }

  private static final int FREE = 0;
  private static final int CHANGING = -1;
  private static final int CLOSED = -2;

  private final String kind;
  private final MemorySegment object;
  private final Destructor destructor;

  /** The number of readers if positive, else one of the constants. */
  private final AtomicInteger use = new AtomicInteger(FREE);

  /** Takes over a native object; {@code kind} is what messages call it. */
  NativeHandle(String kind, MemorySegment object, Destructor destructor) {
    this.kind = kind;
    this.object = object;
    this.destructor = destructor;
  }

  /** Returns the object for reading; to be followed by {@link #release}. */
  MemorySegment acquire() {
    while (true) {
      int current = use.get();
      if (current < FREE) {
        throw unavailable(current);
      }
      if (use.compareAndSet(current, current + 1)) {
        return object;
      }
    }
  }

  /** Returns the object for changing; to be followed by {@link #release}. */
  MemorySegment acquireForChange() {
    int current = use.compareAndExchange(FREE, CHANGING);
    if (current != FREE) {
      throw unavailable(current);
    }
    return object;
  }

  /** Returns the object to the call that already acquired it for changing. */
  MemorySegment objectBeingChanged() {
    return object;
  }

  /** Ends what {@link #acquire} or {@link #acquireForChange} began. */
  void release() {
    // While an object is being changed there is no reader, so the count tells which of the two.
    use.updateAndGet(current -> current == CHANGING ? FREE : current - 1);
  }

  /** Destroys the object; nothing happens if that was done before. */
  void close() {
    int current = use.compareAndExchange(FREE, CLOSED);
    if (current == FREE) {
      try (NativeCall call = new NativeCall()) {
        call.check(destructor.destroy(object, call.error()));
      }
    } else if (current != CLOSED) {
      throw unavailable(current);
    }
  }

  private IllegalStateException unavailable(int current) {
    return new IllegalStateException(
        current == CLOSED
            ? "the " + kind + " is closed"
            : "the " + kind + " is in use by another thread; wait for its call to return");
  }
}
