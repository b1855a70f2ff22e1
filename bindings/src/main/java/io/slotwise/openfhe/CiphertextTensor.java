package io.slotwise.openfhe;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import io.slotwise.openfhe.ffi.generated.sw_tensor_shape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.function.Consumer;

/**
 * The residues of many ciphertexts of one context, packed for evaluation: ordered by limb, slab
 * ({@value #SLAB_POINTS} points), row, component and point, each a little-endian integer of as few
 * bytes as its modulus takes (5 or 8). In memory, or mapped from a file.
 *
 * <p>Several threads may store and load different rows at once. All methods throw {@link
 * IllegalStateException} once it is closed.
 */
public final class CiphertextTensor implements AutoCloseable {
  /** NTT points of one limb that lie together for all rows. */
  public static final int SLAB_POINTS = 16;

  private static final int NARROW_BYTES = 5;
  private static final int WIDE_BYTES = 8;
  private static final int CHUNK_BYTES = 1 << 28;

  private final CryptoContext context;
  private final TensorShape shape;
  private final long bytes;
  private final NativeHandle handle;

  private CiphertextTensor(
      CryptoContext context, TensorShape shape, long bytes, Arena arena, MemorySegment memory) {
    this.context = context;
    this.shape = shape;
    this.bytes = bytes;
    handle =
        new NativeHandle(
            "ciphertext tensor",
            memory,
            (_, _) -> {
              arena.close();
              return slotwise_h.SW_OK();
            });
  }

  /** Finds the memory of a tensor of that many bytes. */
  @FunctionalInterface
  private interface Memory {
    MemorySegment find(Arena arena, long bytes) throws IOException;
  }

  private static CiphertextTensor create(CryptoContext context, TensorShape shape, Memory memory)
      throws IOException {
    long bytes = bytes(context, shape);
    Arena arena = Arena.ofShared();
    boolean complete = false;
    try {
      MemorySegment found = memory.find(arena, bytes);
      complete = true;
      return new CiphertextTensor(context, shape, bytes, arena, found);
    } finally {
      if (!complete) {
        arena.close();
      }
    }
  }

  /**
   * Makes a tensor of zeros in memory; the caller closes it.
   *
   * @param context what its ciphertexts belong to; to be closed after the tensor
   * @throws IllegalArgumentException if the shape has more limbs than the context
   * @throws OutOfMemoryError if there is not enough
   */
  public static CiphertextTensor allocate(CryptoContext context, TensorShape shape) {
    try {
      return create(context, shape, (arena, bytes) -> arena.allocate(bytes, Long.BYTES * 8L));
    } catch (IOException e) {
      throw new IllegalStateException("nothing was read", e);
    }
  }

  /**
   * Makes a tensor of what a file holds; the caller closes it. The file must not be changed or cut
   * meanwhile.
   *
   * @param position where in the file its bytes begin
   * @throws IOException if the file cannot be mapped
   * @throws IllegalArgumentException if the file ends before the tensor does
   */
  public static CiphertextTensor read(
      CryptoContext context, TensorShape shape, FileChannel file, long position)
      throws IOException {
    long needed = position + bytes(context, shape);
    if (file.size() < needed) {
      throw new IllegalArgumentException(
          "a tensor of %s ends at byte %d, the file at byte %d"
              .formatted(shape, needed, file.size()));
    }
    return create(
        context,
        shape,
        (arena, bytes) -> file.map(FileChannel.MapMode.READ_ONLY, position, bytes, arena));
  }

  /**
   * Makes a tensor whose memory is a part of a file, which grows as needed; the caller closes it.
   *
   * @param file open for reading and writing
   * @param position where in the file its bytes begin
   * @throws IOException if the file cannot be mapped
   */
  public static CiphertextTensor write(
      CryptoContext context, TensorShape shape, FileChannel file, long position)
      throws IOException {
    return create(
        context,
        shape,
        (arena, bytes) -> file.map(FileChannel.MapMode.READ_WRITE, position, bytes, arena));
  }

  /**
   * Returns the bytes of a tensor.
   *
   * @throws IllegalArgumentException if the shape has more limbs than the context
   */
  public static long bytes(CryptoContext context, TensorShape shape) {
    try (NativeCall call = new NativeCall()) {
      MemorySegment size = call.memory().allocate(ValueLayout.JAVA_LONG);
      call.check(
          slotwise_h.sw_tensor_bytes(
              call.read(context.handle()), struct(call, context, shape), size, call.error()));
      return size.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  /** Returns what it holds. */
  public TensorShape shape() {
    return shape;
  }

  /** Returns how many bytes that takes. */
  public long bytes() {
    return bytes;
  }

  /** The memory, for calls that use it. */
  NativeHandle handle() {
    return handle;
  }

  CryptoContext context() {
    return context;
  }

  /** The shape as native functions take it. */
  MemorySegment struct(NativeCall call) {
    return struct(call, context, shape);
  }

  private static MemorySegment struct(NativeCall call, CryptoContext context, TensorShape shape) {
    MemorySegment struct = sw_tensor_shape.allocate(call.memory());
    sw_tensor_shape.rows(struct, shape.rows());
    sw_tensor_shape.components(struct, shape.components());
    sw_tensor_shape.limbs(struct, shape.limbs());
    sw_tensor_shape.bytes_per_residue(struct, bytesPerResidue(context, shape.limbs()));
    return struct;
  }

  private static int bytesPerResidue(CryptoContext context, int limbs) {
    boolean narrow =
        context.ringModuli().ciphertextModuli().stream()
            .limit(limbs)
            .allMatch(modulus -> modulus >>> (8 * NARROW_BYTES) == 0);
    return narrow ? NARROW_BYTES : WIDE_BYTES;
  }

  /**
   * Copies a ciphertext into a row; see {@link #store(int, List)}, which takes less time a row.
   *
   * @throws IllegalArgumentException if the row does not exist or the ciphertext does not fit
   */
  public void store(int row, Ciphertext ciphertext) {
    store(row, List.of(ciphertext));
  }

  /**
   * Copies ciphertexts into consecutive rows.
   *
   * @param firstRow from 0 on
   * @param ciphertexts of the tensor's context, with its limbs and no more components; components
   *     that one lacks become zeros
   * @throws IllegalArgumentException if a row does not exist or a ciphertext does not fit
   */
  public void store(int firstRow, List<Ciphertext> ciphertexts) {
    Arguments.requireAtLeast("row", firstRow, 0);
    try (NativeCall call = new NativeCall()) {
      MemorySegment sources = call.memory().allocate(ValueLayout.ADDRESS, ciphertexts.size());
      for (int i = 0; i < ciphertexts.size(); i++) {
        Ciphertext ciphertext = ciphertexts.get(i);
        ciphertext.ringModuli().requireSame("ciphertext", context.ringModuli());
        sources.setAtIndex(ValueLayout.ADDRESS, i, call.read(ciphertext.handle()));
      }
      call.check(
          slotwise_h.sw_tensor_store(
              call.read(context.handle()),
              struct(call),
              call.read(handle),
              bytes,
              firstRow,
              sources,
              ciphertexts.size(),
              call.error()));
    }
  }

  /**
   * Returns the ciphertext of a row; the caller closes it.
   *
   * @param row 0 to {@code shape().rows() - 1}
   * @param keyTag the tag of the key that it is encrypted under
   * @param noiseScaleDegree how many scaling factors it is to be taken to be multiplied by, 1 or
   *     more
   * @throws OpenFheException with {@link OpenFheException.Reason#CORRUPT_DATA} if a residue is not
   *     below its modulus
   */
  public Ciphertext load(int row, String keyTag, int noiseScaleDegree) {
    Arguments.requireAtLeast("row", row, 0);
    Arguments.requireAtLeast("noise scale degree", noiseScaleDegree, 1);
    try (NativeCall call = new NativeCall()) {
      call.check(
          slotwise_h.sw_tensor_load(
              call.read(context.handle()),
              struct(call),
              call.read(handle),
              bytes,
              row,
              call.text(keyTag),
              noiseScaleDegree,
              call.result(),
              call.error()));
      return new Ciphertext(call.created(), context.ringModuli());
    }
  }

  /**
   * Checks that all residues of a limb are below its modulus, as evaluation expects.
   *
   * @param limb 0 to {@code shape().limbs() - 1}
   * @throws OpenFheException with {@link OpenFheException.Reason#CORRUPT_DATA} if one is not
   */
  public void check(int limb) {
    Arguments.requireAtLeast("limb", limb, 0);
    try (NativeCall call = new NativeCall()) {
      call.check(
          slotwise_h.sw_tensor_check(
              call.read(context.handle()),
              struct(call),
              call.read(handle),
              bytes,
              limb,
              call.error()));
    }
  }

  /** Hands out all bytes in order, as buffers that may be read until the call returns. */
  public void forEachBuffer(Consumer<ByteBuffer> reader) {
    try (NativeCall call = new NativeCall()) {
      MemorySegment memory = call.read(handle);
      for (long start = 0; start < bytes; start += CHUNK_BYTES) {
        long length = Math.min(CHUNK_BYTES, bytes - start);
        reader.accept(memory.asSlice(start, length).asByteBuffer().asReadOnlyBuffer());
      }
    }
  }

  /**
   * Frees or unmaps the memory. Closing again does nothing.
   *
   * @throws IllegalStateException if another thread or a {@link TensorRun} uses it; it stays open
   */
  @Override
  public void close() {
    handle.close();
  }
}
