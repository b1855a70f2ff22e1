package io.slotwise.openfhe;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import io.slotwise.openfhe.ffi.generated.sw_program_info;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Integer operations on {@link CiphertextTensor}s, compiled for one CPU kernel: exact modulo each
 * limb, without relinearization. Made by {@link TensorProgramBuilder}; never changes. Safe for use
 * by several threads.
 */
public final class TensorProgram implements AutoCloseable {
  private final NativeHandle handle;
  private final TensorShape outputShape;
  private final int phases;
  private final long workspaceBytes;
  private final long storedBytes;
  private final long programBytes;

  TensorProgram(NativeHandle handle) {
    this.handle = handle;
    try (NativeCall call = new NativeCall()) {
      MemorySegment info = sw_program_info.allocate(call.memory());
      call.check(slotwise_h.sw_program_describe(call.read(handle), info, call.error()));
      outputShape =
          new TensorShape(
              sw_program_info.output_rows(info),
              sw_program_info.output_components(info),
              sw_program_info.output_limbs(info));
      phases = sw_program_info.phases(info);
      workspaceBytes = sw_program_info.workspace_bytes(info);
      storedBytes = sw_program_info.stored_bytes(info);
      programBytes = sw_program_info.program_bytes(info);
    }
  }

  /** Returns what a run writes. */
  public TensorShape outputShape() {
    return outputShape;
  }

  /** Returns how many phases a run has, at least 1. */
  public int phases() {
    return phases;
  }

  /**
   * Returns how many tasks a phase has, at least 1.
   *
   * @throws IllegalArgumentException if there is no such phase
   */
  public int tasks(int phase) {
    try (NativeCall call = new NativeCall()) {
      MemorySegment tasks = call.memory().allocate(ValueLayout.JAVA_INT);
      call.check(slotwise_h.sw_program_tasks(call.read(handle), phase, tasks, call.error()));
      return tasks.get(ValueLayout.JAVA_INT, 0);
    }
  }

  /** Returns the bytes that each running task uses. */
  public long workspaceBytes() {
    return workspaceBytes;
  }

  /** Returns the most bytes that a run keeps between phases, besides its input and output. */
  public long storedBytes() {
    return storedBytes;
  }

  /** Returns the bytes of the program itself: weights, constants, tables of transforms. */
  public long programBytes() {
    return programBytes;
  }

  /**
   * Prepares an evaluation; the caller closes it.
   *
   * @param input of the shape that the program was built for; its residues are taken to be below
   *     their moduli, see {@link CiphertextTensor#check}
   * @param output of {@link #outputShape()}
   * @throws IllegalArgumentException if a shape is another
   */
  public TensorRun start(CiphertextTensor input, CiphertextTensor output) {
    return TensorRun.start(handle, input, output);
  }

  /**
   * Frees the program. Closing again does nothing.
   *
   * @throws IllegalStateException if a run of it is open
   */
  @Override
  public void close() {
    handle.close();
  }
}
