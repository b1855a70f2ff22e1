package io.slotwise.openfhe;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * One evaluation of a {@link TensorProgram}: from an input tensor to an output tensor, neither of
 * which can be closed while it is open. The output is complete when every task of every phase has
 * run once.
 *
 * <p>Tasks of one phase may run on several threads at once; those of the next phase when all of the
 * one before are done. All methods throw {@link IllegalStateException} once it is closed.
 */
public final class TensorRun implements AutoCloseable {
  private final NativeHandle handle;

  private TensorRun(MemorySegment object, List<NativeHandle> kept) {
    handle =
        new NativeHandle(
            "run",
            object,
            (run, error) -> {
              int status = slotwise_h.sw_run_destroy(run, error);
              kept.forEach(NativeHandle::release);
              return status;
            });
  }

  static TensorRun start(NativeHandle program, CiphertextTensor input, CiphertextTensor output) {
    // Native code keeps these addresses, so nobody may close what is behind them.
    List<NativeHandle> kept = new ArrayList<>();
    boolean complete = false;
    try (NativeCall call = new NativeCall()) {
      for (NativeHandle each : List.of(program, input.handle(), output.handle())) {
        each.acquire();
        kept.add(each);
      }
      call.check(
          slotwise_h.sw_run_create(
              call.read(program),
              input.struct(call),
              call.read(input.handle()),
              input.bytes(),
              output.struct(call),
              call.read(output.handle()),
              output.bytes(),
              call.result(),
              call.error()));
      complete = true;
      return new TensorRun(call.created(), kept);
    } finally {
      if (!complete) {
        kept.forEach(NativeHandle::release);
      }
    }
  }

  /**
   * Runs one task on the calling thread, for a few milliseconds.
   *
   * @param phase 0 to {@link TensorProgram#phases()} - 1
   * @param task 0 to {@link TensorProgram#tasks} - 1
   * @throws IllegalArgumentException if there is no such task
   */
  public void task(int phase, int task) {
    try (NativeCall call = new NativeCall()) {
      call.check(slotwise_h.sw_run_task(call.read(handle), phase, task, call.error()));
    }
  }

  /**
   * Frees what the run keeps, finished or not. Closing again does nothing.
   *
   * @throws IllegalStateException if another thread runs a task
   */
  @Override
  public void close() {
    handle.close();
  }
}
