package io.slotwise.openfhe;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import java.lang.foreign.MemorySegment;

/**
 * Arithmetic on encrypted vectors, slot by slot. {@link CryptoContext} is the one implementation.
 *
 * <p>Each operation returns a new ciphertext, which the caller closes; its {@code InPlace} twin
 * changes its first operand instead, which saves an allocation.
 *
 * <p>Under {@link ScalingTechnique#FIXEDMANUAL} the operands of a product must have as many limbs,
 * and those of a sum also the same noise scale degree. Under the other techniques OpenFHE adjusts
 * them.
 *
 * <p>All operations throw {@link IllegalArgumentException} if an operand belongs to another context
 * or another key, if limbs or degrees do not fit, or if a number is not finite; {@link
 * OpenFheException} with {@link OpenFheException.Reason#MISSING_KEY} if they need a relinearization
 * or rotation key that this process does not hold; {@link IllegalStateException} if an operand or
 * the context is closed. When an {@code InPlace} operation throws anything but these, the operand
 * that it was to change can only be closed.
 *
 * <p><b>Nothing tells of an overflow:</b> a message that outgrows its modulus decrypts to other
 * numbers. {@link CryptoContext#decrypt} notices some cases.
 *
 * <p>Safe for use by several threads, as long as no ciphertext that one changes is used by another.
 */
public abstract sealed class HomomorphicOperations permits CryptoContext {
  HomomorphicOperations() {}

  abstract NativeHandle handle();

  abstract RingModuli ringModuli();

  /** Returns {@code left + right}. */
  public Ciphertext add(Ciphertext left, Ciphertext right) {
    return evaluate(slotwise_h::sw_add, left, right);
  }

  /** Returns {@code left + right}; encode {@code right} at the ciphertext's degree and level. */
  public Ciphertext add(Ciphertext left, Plaintext right) {
    return evaluate(slotwise_h::sw_add_plaintext, left, right);
  }

  /** Returns {@code left + right}, the number being added to each slot. */
  public Ciphertext add(Ciphertext left, double right) {
    return evaluate((l, result, e) -> slotwise_h.sw_add_scalar(l, right, result, e), left);
  }

  /** Adds {@code right} to {@code left}. */
  public void addInPlace(Ciphertext left, Ciphertext right) {
    change(slotwise_h::sw_add_in_place, left, right);
  }

  /** Adds {@code right} to {@code left}; encode it at the ciphertext's degree and level. */
  public void addInPlace(Ciphertext left, Plaintext right) {
    change(slotwise_h::sw_add_plaintext_in_place, left, right);
  }

  /** Adds {@code right} to each slot of {@code left}. */
  public void addInPlace(Ciphertext left, double right) {
    change((l, e) -> slotwise_h.sw_add_scalar_in_place(l, right, e), left);
  }

  /** Returns {@code left - right}. */
  public Ciphertext subtract(Ciphertext left, Ciphertext right) {
    return evaluate(slotwise_h::sw_subtract, left, right);
  }

  /** Returns {@code left - right}; encode {@code right} at the ciphertext's degree and level. */
  public Ciphertext subtract(Ciphertext left, Plaintext right) {
    return evaluate(slotwise_h::sw_subtract_plaintext, left, right);
  }

  /** Returns {@code left - right}, the number being subtracted from each slot. */
  public Ciphertext subtract(Ciphertext left, double right) {
    return evaluate((l, result, e) -> slotwise_h.sw_subtract_scalar(l, right, result, e), left);
  }

  /** Subtracts {@code right} from {@code left}. */
  public void subtractInPlace(Ciphertext left, Ciphertext right) {
    change(slotwise_h::sw_subtract_in_place, left, right);
  }

  /** Subtracts {@code right} from {@code left}; encode it at the ciphertext's degree and level. */
  public void subtractInPlace(Ciphertext left, Plaintext right) {
    change(slotwise_h::sw_subtract_plaintext_in_place, left, right);
  }

  /** Subtracts {@code right} from each slot of {@code left}. */
  public void subtractInPlace(Ciphertext left, double right) {
    change((l, e) -> slotwise_h.sw_subtract_scalar_in_place(l, right, e), left);
  }

  /** Returns {@code -operand}. */
  public Ciphertext negate(Ciphertext operand) {
    return evaluate(slotwise_h::sw_negate, operand);
  }

  /** Turns {@code operand} into its negative. */
  public void negateInPlace(Ciphertext operand) {
    change(slotwise_h::sw_negate_in_place, operand);
  }

  /**
   * Returns {@code left · right}, relinearized to 2 components. The noise scale degrees add up; the
   * level stays, but for what OpenFHE rescales under the automatic techniques.
   */
  public Ciphertext multiply(Ciphertext left, Ciphertext right) {
    return evaluate(slotwise_h::sw_multiply, left, right);
  }

  /**
   * Returns {@code left · right} slot by slot; encode {@code right} at the ciphertext's level. The
   * noise scale degrees add up.
   */
  public Ciphertext multiply(Ciphertext left, Plaintext right) {
    return evaluate(slotwise_h::sw_multiply_plaintext, left, right);
  }

  /**
   * Returns {@code left · right}, the number being rounded to a multiple of 1 / (scaling factor).
   * The noise scale degree grows by 1.
   */
  public Ciphertext multiply(Ciphertext left, double right) {
    return evaluate((l, result, e) -> slotwise_h.sw_multiply_scalar(l, right, result, e), left);
  }

  /** Multiplies {@code left} by {@code right} slot by slot, as {@link #multiply}. */
  public void multiplyInPlace(Ciphertext left, Plaintext right) {
    change(slotwise_h::sw_multiply_plaintext_in_place, left, right);
  }

  /** Multiplies {@code left} by a number, as {@link #multiply(Ciphertext, double)}. */
  public void multiplyInPlace(Ciphertext left, double right) {
    change((l, e) -> slotwise_h.sw_multiply_scalar_in_place(l, right, e), left);
  }

  /**
   * Returns {@code left · right} exactly: level, noise scale degree and scaling factor stay. The
   * noise grows by the factor {@code |right|}.
   */
  public Ciphertext multiplyInteger(Ciphertext left, long right) {
    return evaluate((l, result, e) -> slotwise_h.sw_multiply_integer(l, right, result, e), left);
  }

  /** Multiplies {@code left} by an integer exactly, as {@link #multiplyInteger}. */
  public void multiplyIntegerInPlace(Ciphertext left, long right) {
    change((l, e) -> slotwise_h.sw_multiply_integer_in_place(l, right, e), left);
  }

  /**
   * Returns {@code left · right} with (components of left + components of right - 1) components.
   * Needs no key.
   */
  public Ciphertext multiplyWithoutRelinearization(Ciphertext left, Ciphertext right) {
    return evaluate(slotwise_h::sw_multiply_no_relin, left, right);
  }

  /** Returns {@code operand²}, relinearized to 2 components; the noise scale degree doubles. */
  public Ciphertext square(Ciphertext operand) {
    return evaluate(slotwise_h::sw_square, operand);
  }

  /** Squares {@code operand}, as {@link #square}. */
  public void squareInPlace(Ciphertext operand) {
    change(slotwise_h::sw_square_in_place, operand);
  }

  /** Returns {@code operand²} with (2 · components - 1) components. Needs no key. */
  public Ciphertext squareWithoutRelinearization(Ciphertext operand) {
    return evaluate(slotwise_h::sw_square_no_relin, operand);
  }

  /**
   * Returns {@code operand} with 2 components. Needs the relinearization key of the ciphertext's
   * tag, made for as many powers of the secret as it has components beyond the first.
   */
  public Ciphertext relinearize(Ciphertext operand) {
    return evaluate(slotwise_h::sw_relinearise, operand);
  }

  /** Brings {@code operand} back to 2 components, as {@link #relinearize}. */
  public void relinearizeInPlace(Ciphertext operand) {
    change(slotwise_h::sw_relinearise_in_place, operand);
  }

  /**
   * Returns {@code operand} with message, scale and noise divided by the last limb, which is
   * dropped; the level grows and the noise scale degree falls by 1. Under the automatic techniques,
   * where OpenFHE rescales by itself, it only copies.
   *
   * @throws IllegalArgumentException if one limb is left, or the noise scale degree is 1
   */
  public Ciphertext rescale(Ciphertext operand) {
    return evaluate(slotwise_h::sw_rescale, operand);
  }

  /** Rescales {@code operand}, as {@link #rescale}. */
  public void rescaleInPlace(Ciphertext operand) {
    change(slotwise_h::sw_rescale_in_place, operand);
  }

  /**
   * Returns {@code operand} without its last {@code levels} limbs, message and scale unchanged.
   * Under {@link ScalingTechnique#FIXEDMANUAL} only.
   *
   * @param levels 0 to {@code operand.limbCount() - 1}
   */
  public Ciphertext reduceLevels(Ciphertext operand, int levels) {
    Arguments.requireAtLeast("levels", levels, 0);
    return evaluate((o, result, e) -> slotwise_h.sw_drop_limbs(o, levels, result, e), operand);
  }

  /** Drops the last {@code levels} limbs of {@code operand}, as {@link #reduceLevels}. */
  public void reduceLevelsInPlace(Ciphertext operand, int levels) {
    Arguments.requireAtLeast("levels", levels, 0);
    change((o, e) -> slotwise_h.sw_drop_limbs_in_place(o, levels, e), operand);
  }

  /**
   * Returns {@code operand} with its slots rotated, cyclically over the slot count. It must have 2
   * components. Needs the rotation key for {@code step}.
   *
   * @param step slots to the left (slot {@code step} becomes slot 0), or to the right if negative;
   *     0 copies
   */
  public Ciphertext rotate(Ciphertext operand, int step) {
    return evaluate((o, result, e) -> slotwise_h.sw_rotate(o, step, result, e), operand);
  }

  /**
   * Computes what all rotations of {@code operand} have in common; worth it from two rotations on.
   * The caller closes it.
   */
  public HoistedRotations precomputeRotations(Ciphertext operand) {
    try (NativeCall call = new NativeCall()) {
      call.read(handle());
      call.check(
          slotwise_h.sw_rotation_digits_create(
              read(call, operand, "ciphertext"), call.result(), call.error()));
      return new HoistedRotations(call.created(), ringModuli());
    }
  }

  /** A native operation with one native operand, and numbers that it has captured. */
  @FunctionalInterface
  private interface Unary {
    int call(MemorySegment operand, MemorySegment result, MemorySegment error);
  }

  /** A native operation with two native operands. */
  @FunctionalInterface
  private interface Binary {
    int call(MemorySegment left, MemorySegment right, MemorySegment result, MemorySegment error);
  }

  /** A native operation that changes its operand. */
  @FunctionalInterface
  private interface UnaryInPlace {
    int call(MemorySegment operand, MemorySegment error);
  }

  /** A native operation that changes its left operand. */
  @FunctionalInterface
  private interface BinaryInPlace {
    int call(MemorySegment left, MemorySegment right, MemorySegment error);
  }

  private Ciphertext evaluate(Unary operation, Ciphertext operand) {
    try (NativeCall call = new NativeCall()) {
      call.read(handle());
      MemorySegment object = read(call, operand, "ciphertext");
      call.check(operation.call(object, call.result(), call.error()));
      return new Ciphertext(call.created(), ringModuli());
    }
  }

  private Ciphertext evaluate(Binary operation, Ciphertext left, NativeObject right) {
    try (NativeCall call = new NativeCall()) {
      call.read(handle());
      MemorySegment leftObject = read(call, left, "left operand");
      MemorySegment rightObject = read(call, right, "right operand");
      call.check(operation.call(leftObject, rightObject, call.result(), call.error()));
      return new Ciphertext(call.created(), ringModuli());
    }
  }

  private void change(UnaryInPlace operation, Ciphertext operand) {
    ringModuli().requireSame("ciphertext", operand.ringModuli());
    try (NativeCall call = new NativeCall()) {
      call.read(handle());
      call.check(operation.call(call.change(operand.handle()), call.error()));
    }
  }

  private void change(BinaryInPlace operation, Ciphertext left, NativeObject right) {
    ringModuli().requireSame("left operand", left.ringModuli());
    try (NativeCall call = new NativeCall()) {
      call.read(handle());
      MemorySegment leftObject = call.change(left.handle());
      MemorySegment rightObject = read(call, right, "right operand");
      call.check(operation.call(leftObject, rightObject, call.error()));
    }
  }

  private MemorySegment read(NativeCall call, NativeObject operand, String role) {
    ringModuli().requireSame(role, operand.ringModuli());
    return call.read(operand.handle());
  }
}
