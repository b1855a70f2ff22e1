package io.slotwise.openfhe;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a {@link TensorProgram} operation by operation. Value 0 is the input, value {@code i +
 * 1} what operation {@code i} makes; the last value is the result. Each value has rows, components
 * and limbs, and its integers live modulo the product of its limbs. Weights and constants of any
 * size are allowed, and reduced modulo each limb; small ones are fast.
 *
 * <p>Its methods throw {@link IllegalArgumentException} if a value, row, matrix or length does not
 * fit, and {@link IllegalStateException} once it is closed or finished. For use by one thread.
 */
public final class TensorProgramBuilder implements AutoCloseable {
  private @Nullable NativeHandle handle;

  /**
   * Starts a program.
   *
   * @param context its moduli and transforms are the program's; all limbs below 2^42
   * @param kernel what to compile for
   * @param input shape of the input
   * @throws IllegalArgumentException if the CPU does not run the kernel, or a modulus is too large
   */
  public TensorProgramBuilder(CryptoContext context, Kernel kernel, TensorShape input) {
    try (NativeCall call = new NativeCall()) {
      call.check(
          slotwise_h.sw_program_create(
              call.read(context.handle()),
              kernel.code(),
              input.rows(),
              input.components(),
              input.limbs(),
              call.result(),
              call.error()));
      handle = new NativeHandle("program", call.created(), slotwise_h::sw_program_destroy);
    }
  }

  /**
   * Adds weights for dense blocks to share.
   *
   * @param weights shape (outputs, inputs), each row of one length
   * @return the number of the matrix
   */
  public int matrix(long[][] weights) {
    int inputs = weights.length == 0 ? 0 : weights[0].length;
    try (NativeCall call = new NativeCall()) {
      long length = (long) weights.length * inputs;
      MemorySegment flat = call.memory().allocate(ValueLayout.JAVA_LONG, length);
      for (int row = 0; row < weights.length; row++) {
        if (weights[row].length != inputs) {
          throw new IllegalArgumentException(
              "rows of %d and of %d weights".formatted(inputs, weights[row].length));
        }
        MemorySegment.copy(
            weights[row], 0, flat, ValueLayout.JAVA_LONG, (long) row * inputs * Long.BYTES, inputs);
      }
      MemorySegment number = call.memory().allocate(ValueLayout.JAVA_INT);
      call.check(
          slotwise_h.sw_program_add_matrix(
              program(call), flat, length, weights.length, inputs, number, call.error()));
      return number.get(ValueLayout.JAVA_INT, 0);
    }
  }

  /**
   * Appends a linear map, first its constants alone; {@link #denseBlock} and {@link #diagonalBlock}
   * add to it until the next operation.
   *
   * @param inputs values of as many limbs, at least one
   * @param bias an integer for each row, of any size, that a double holds exactly; added to every
   *     slot
   */
  public void linear(int[] inputs, double[] bias) {
    try (NativeCall call = new NativeCall()) {
      call.check(
          slotwise_h.sw_program_add_linear(
              program(call),
              integers(call, inputs),
              inputs.length,
              doubles(call, bias),
              bias.length,
              call.error()));
    }
  }

  /**
   * Adds to row {@code outputRows[i]} of the linear map the sum of {@code matrix[i][j]} times row
   * {@code gather[j]} of one of its inputs.
   *
   * @param input index into the map's inputs
   * @param gather rows; -1 for zeros
   * @param outputRows rows, none twice
   */
  public void denseBlock(int input, int[] gather, int[] outputRows, int matrix) {
    try (NativeCall call = new NativeCall()) {
      call.check(
          slotwise_h.sw_program_add_dense_block(
              program(call),
              input,
              integers(call, gather),
              gather.length,
              integers(call, outputRows),
              outputRows.length,
              matrix,
              call.error()));
    }
  }

  /**
   * Adds {@code weights[i]} times row {@code inputRows[i]} of one of the map's inputs to row {@code
   * outputRows[i]}, for each {@code i}.
   */
  public void diagonalBlock(int input, int[] inputRows, int[] outputRows, long[] weights) {
    if (inputRows.length != weights.length || outputRows.length != weights.length) {
      throw new IllegalArgumentException(
          "%d input rows, %d output rows and %d weights"
              .formatted(inputRows.length, outputRows.length, weights.length));
    }
    try (NativeCall call = new NativeCall()) {
      call.check(
          slotwise_h.sw_program_add_diagonal_block(
              program(call),
              input,
              integers(call, inputRows),
              integers(call, outputRows),
              longs(call, weights),
              weights.length,
              call.error()));
    }
  }

  /**
   * Appends {@code x * (square * x + linear) + constant} of each row.
   *
   * @param linear as {@code bias} of {@link #linear}
   * @param constant as {@code bias} of {@link #linear}
   */
  public void quadratic(int input, long[] square, double[] linear, double[] constant) {
    if (linear.length != square.length || constant.length != square.length) {
      throw new IllegalArgumentException(
          "%d, %d and %d coefficients".formatted(square.length, linear.length, constant.length));
    }
    try (NativeCall call = new NativeCall()) {
      call.check(
          slotwise_h.sw_program_add_quadratic(
              program(call),
              input,
              longs(call, square),
              doubles(call, linear),
              doubles(call, constant),
              square.length,
              call.error()));
    }
  }

  /** Appends the product of two values of as many rows and limbs, row by row. */
  public void product(int left, int right) {
    try (NativeCall call = new NativeCall()) {
      call.check(slotwise_h.sw_program_add_product(program(call), left, right, call.error()));
    }
  }

  /** Appends a value with {@code drops} limbs less, then rescaled {@code rescales} times. */
  public void barrier(int input, int drops, int rescales) {
    try (NativeCall call = new NativeCall()) {
      call.check(
          slotwise_h.sw_program_add_barrier(program(call), input, drops, rescales, call.error()));
    }
  }

  /**
   * Completes the program; the caller closes it. This builder is of no more use.
   *
   * @throws IllegalArgumentException if nothing was appended
   */
  public TensorProgram finish() {
    NativeHandle finished = handle();
    try (NativeCall call = new NativeCall()) {
      call.check(slotwise_h.sw_program_finish(program(call), call.error()));
    }
    TensorProgram program = new TensorProgram(finished);
    handle = null;
    return program;
  }

  /** Frees what was built, unless {@link #finish} handed it out. Closing again does nothing. */
  @Override
  public void close() {
    if (handle != null) {
      handle.close();
    }
  }

  private NativeHandle handle() {
    if (handle == null) {
      throw new IllegalStateException("the program is finished");
    }
    return handle;
  }

  private MemorySegment program(NativeCall call) {
    return call.change(handle());
  }

  private static MemorySegment integers(NativeCall call, int[] numbers) {
    return call.memory().allocateFrom(ValueLayout.JAVA_INT, numbers);
  }

  private static MemorySegment longs(NativeCall call, long[] numbers) {
    return call.memory().allocateFrom(ValueLayout.JAVA_LONG, numbers);
  }

  private static MemorySegment doubles(NativeCall call, double[] numbers) {
    return call.memory().allocateFrom(ValueLayout.JAVA_DOUBLE, numbers);
  }
}
