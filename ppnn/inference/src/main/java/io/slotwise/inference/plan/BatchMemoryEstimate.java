package io.slotwise.inference.plan;

import io.slotwise.inference.program.Barrier;
import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.inference.program.EncryptedValue;

/**
 * Predicts the anonymous memory of the batch engine for one group. The batch is mapped from its
 * file and is not counted. Slabs of points run through all operations between two barriers, so that
 * of most values a thread only ever holds a slab; what a rescale takes, or a later slab reads from
 * before a barrier, is held whole, 8 bytes a residue.
 */
final class BatchMemoryEstimate {
  /** Points of the transform that a thread works on at once. */
  private static final int POINTS = 16;

  private static final int BYTES = 8;

  private BatchMemoryEstimate() {}

  /**
   * Bytes besides weights: values held whole, scores, a workspace for each thread, and tables of
   * transforms.
   */
  static long peakBytes(EncryptedProgram program, int ringDimension, int threads) {
    return storedBytes(program, ringDimension)
        + program.output().bytes(ringDimension)
        + threads * workspaceBytes(program, ringDimension)
        + tableBytes(program, ringDimension);
  }

  /** The most that values held whole take at once; a rescale works in place. */
  static long storedBytes(EncryptedProgram program, int ringDimension) {
    int[] segments = segments(program);
    long peak = 0;
    for (int i = 0; i < program.operations().size(); i++) {
      long alive = 0;
      for (int value = 1; value <= i + 1; value++) {
        boolean read = program.lastReader(value) >= i + (value == i + 1 ? 1 : 0);
        boolean inPlace =
            value == i + 1
                && program.operations().get(i) instanceof Barrier barrier
                && program.lastReader(barrier.input()) == i;
        if (read && !inPlace && isStored(program, segments, value)) {
          alive += program.value(value).bytes(ringDimension);
        }
      }
      peak = Math.max(peak, alive);
    }
    return peak;
  }

  /** How many barriers come before each operation. */
  private static int[] segments(EncryptedProgram program) {
    int[] segments = new int[program.operations().size() + 1];
    for (int i = 0; i < program.operations().size(); i++) {
      boolean barrier = program.operations().get(i) instanceof Barrier b && b.rescales() > 0;
      segments[i + 1] = segments[i] + (barrier ? 1 : 0);
    }
    return segments;
  }

  /** Whether a value is what a barrier reads or makes, or is read beyond the next one. */
  private static boolean isStored(EncryptedProgram program, int[] segments, int value) {
    int reader = program.lastReader(value);
    if (reader < 0 || reader >= program.operations().size()) {
      return false;
    }
    boolean made = program.operations().get(value - 1) instanceof Barrier b && b.rescales() > 0;
    return made || segments[reader + 1] > segments[value];
  }

  /** What one thread needs: for its slab all values that are alive at once, a limb to rescale. */
  static long workspaceBytes(EncryptedProgram program, int ringDimension) {
    long peak = rescales(program) ? ringDimension / POINTS : 0;
    for (int i = 0; i < program.operations().size(); i++) {
      long alive = 0;
      for (int value = 0; value <= i + 1; value++) {
        EncryptedValue known = program.value(value);
        if (value == i + 1 || program.lastReader(value) >= i) {
          alive += (long) known.rows() * known.components();
        }
      }
      peak = Math.max(peak, alive);
    }
    return BYTES * POINTS * peak;
  }

  /** Roots of unity and their quotients, both ways, for each limb and for the limb it drops. */
  private static long tableBytes(EncryptedProgram program, int ringDimension) {
    return rescales(program) ? 8L * BYTES * ringDimension * program.input().limbs() : 0;
  }

  private static boolean rescales(EncryptedProgram program) {
    return program.operations().stream().anyMatch(o -> o instanceof Barrier b && b.rescales() > 0);
  }
}
