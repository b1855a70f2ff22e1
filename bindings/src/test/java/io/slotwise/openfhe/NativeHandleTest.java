package io.slotwise.openfhe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who may use and close a native object, with a destructor that only counts. */
class NativeHandleTest {
  private final AtomicInteger destroyed = new AtomicInteger();
  private final NativeHandle handle = handle(destroyed);

  private static NativeHandle handle(AtomicInteger destroyed) {
    return new NativeHandle(
        "thing",
        MemorySegment.ofAddress(1),
        (object, error) -> {
          destroyed.incrementAndGet();
          return 0;
        });
  }

  @Test
  void isDestroyedOnce() {
    handle.close();
    handle.close();

    assertThat(destroyed).hasValue(1);
  }

  @Test
  void refusesUseAfterClose() {
    handle.close();

    assertThatThrownBy(handle::acquire)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the thing is closed");
    assertThatThrownBy(handle::acquireForChange).hasMessage("the thing is closed");
  }

  @Test
  void closeDuringUseThrowsAndLeavesItOpen() {
    handle.acquire();
    handle.acquire();
    assertThatThrownBy(handle::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use by another thread");
    handle.release();
    assertThatThrownBy(handle::close).isInstanceOf(IllegalStateException.class);
    assertThat(destroyed).hasValue(0);

    handle.release();
    handle.close();

    assertThat(destroyed).hasValue(1);
  }

  @Test
  void isChangedByOneAlone() {
    handle.acquireForChange();
    assertThatThrownBy(handle::acquire).hasMessageContaining("in use by another thread");
    assertThatThrownBy(handle::acquireForChange).hasMessageContaining("in use by another thread");
    assertThatThrownBy(handle::close).hasMessageContaining("in use by another thread");
    handle.release();

    handle.acquire();
    assertThatThrownBy(handle::acquireForChange).hasMessageContaining("in use by another thread");
    handle.release();
    handle.acquireForChange();
    handle.release();
    handle.close();

    assertThat(destroyed).hasValue(1);
  }

  @Test
  void aCallThatFailsReleasesWhatItUsed() {
    assertThatThrownBy(
            () -> {
              try (NativeCall call = new NativeCall()) {
                call.read(handle);
                call.read(handle);
                call.check(6);
              }
            })
        .isInstanceOf(OpenFheException.class);

    handle.close();
    assertThat(destroyed).hasValue(1);
  }

  @Test
  void isNeverDestroyedUnderAThreadThatUsesIt() throws Exception {
    int threads = 4;
    int rounds = 2_000;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int round = 0; round < rounds; round++) {
        AtomicInteger count = new AtomicInteger();
        NativeHandle shared = handle(count);
        AtomicBoolean usedAfterDestruction = new AtomicBoolean();
        List<Future<?>> futures = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
          futures.add(executor.submit(() -> useUntilClosed(shared, count, usedAfterDestruction)));
        }
        closeWhenFree(shared);
        for (Future<?> future : futures) {
          future.get();
        }
        assertThat(usedAfterDestruction).isFalse();
        assertThat(count).hasValue(1);
      }
    }
  }

  private static void useUntilClosed(
      NativeHandle shared, AtomicInteger destroyed, AtomicBoolean usedAfterDestruction) {
    try {
      for (int i = 0; i < 5; i++) {
        shared.acquire();
        if (destroyed.get() != 0) {
          usedAfterDestruction.set(true);
        }
        shared.release();
      }
    } catch (IllegalStateException closed) {
      assertThat(closed).hasMessage("the thing is closed");
    }
  }

  private static void closeWhenFree(NativeHandle shared) {
    while (true) {
      try {
        shared.close();
        return;
      } catch (IllegalStateException inUse) {
        Thread.onSpinWait();
      }
    }
  }
}
