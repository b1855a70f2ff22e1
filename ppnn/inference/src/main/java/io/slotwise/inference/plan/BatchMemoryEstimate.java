package io.slotwise.inference.plan;

import io.slotwise.inference.program.Barrier;
import io.slotwise.inference.program.EncryptedOperation;
import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.inference.program.EncryptedValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Predicts the anonymous memory of the batch engine for one group. The batch is mapped from its
 * file and is not counted. Slabs of points run through all operations of a segment, which ends
 * where values are rescaled, so that of most values a thread only ever holds a slab. What a rescale
 * makes is held from the segment before it to the last one that reads it, and so is what another
 * segment reads. Segments go limb by limb: what the last reader is done with makes room for what it
 * writes.
 */
final class BatchMemoryEstimate {
  /** Points of the transform that a thread works on at once. */
  private static final int POINTS = 16;

  private static final int BYTES = 8;

  private final EncryptedProgram program;
  private final int ringDimension;
  private final int[] origins;
  private final int[] limbs;
  private final int[] segments;

  /**
   * A value held beyond its segment, limb by limb, over phases: 2 s is segment s, 2 s + 1 the
   * rescales after it.
   */
  private record Held(int firstPhase, int lastPhase, int limbs, int rescales, long bytesPerLimb) {
    /** The most while a limb is worked on; some of the next one may have begun. */
    long bytes(int phase, int limb) {
      if (phase < firstPhase || phase > lastPhase) {
        return 0;
      }
      if (phase == firstPhase) {
        return bytesPerLimb * Math.min(limbs, limb + 2);
      }
      int left = phase > firstPhase + 1 ? limbs - rescales : limbs;
      return bytesPerLimb * (phase < lastPhase ? left : Math.max(0, left - limb));
    }
  }

  private BatchMemoryEstimate(EncryptedProgram program, int ringDimension) {
    this.program = program;
    this.ringDimension = ringDimension;
    int values = program.operations().size() + 1;
    origins = new int[values];
    limbs = new int[values];
    segments = new int[values];
    for (int value = 1; value < values; value++) {
      origins[value] =
          losesLimbsOnly(value) ? origins[operation(value).inputs().getFirst()] : value;
    }
    findLimbs();
    findSegments();
  }

  /**
   * Bytes besides weights: values held, scores, a workspace for each thread, and tables of
   * transforms.
   */
  static long peakBytes(EncryptedProgram program, int ringDimension, int threads) {
    return storedBytes(program, ringDimension)
        + program.output().bytes(ringDimension)
        + threads * workspaceBytes(program, ringDimension)
        + tableBytes(program, ringDimension);
  }

  /** The most that values held beyond their segments take at once. */
  static long storedBytes(EncryptedProgram program, int ringDimension) {
    return new BatchMemoryEstimate(program, ringDimension).storedBytes();
  }

  private EncryptedOperation operation(int value) {
    return program.operations().get(value - 1);
  }

  private boolean losesLimbsOnly(int value) {
    return operation(value) instanceof Barrier barrier && barrier.rescales() == 0;
  }

  /** How many limbs a rescale that makes the value removes; 0 if none makes it. */
  private int rescales(int value) {
    return value > 0 && operation(value) instanceof Barrier barrier ? barrier.rescales() : 0;
  }

  private int[] inputs(int value) {
    return operation(value).inputs().stream().mapToInt(input -> origins[input]).toArray();
  }

  /** Of each value as many limbs are computed as are read later. */
  private void findLimbs() {
    limbs[origins[limbs.length - 1]] = program.output().limbs();
    for (int value = limbs.length - 1; value > 0; value--) {
      if (limbs[value] > 0) {
        int read =
            rescales(value) > 0 ? program.value(value).limbs() + rescales(value) : limbs[value];
        for (int input : inputs(value)) {
          limbs[input] = Math.max(limbs[input], read);
        }
      }
    }
  }

  private void findSegments() {
    for (int value = 1; value < segments.length; value++) {
      if (limbs[value] > 0) {
        for (int input : inputs(value)) {
          segments[value] = Math.max(segments[value], segments[input]);
        }
        segments[value] += rescales(value) > 0 ? 1 : 0;
      }
    }
  }

  private long storedBytes() {
    List<Held> held = held();
    long peak = 0;
    for (int phase = 0; phase <= 2 * segments[origins[origins.length - 1]]; phase++) {
      for (int limb = 0; limb < (phase % 2 == 0 ? program.input().limbs() : 1); limb++) {
        long bytes = 0;
        for (Held value : held) {
          bytes += value.bytes(phase, limb);
        }
        peak = Math.max(peak, bytes);
      }
    }
    return peak;
  }

  private List<Held> held() {
    int[] lastReads = lastReads();
    List<Held> held = new ArrayList<>();
    for (int value = 1; value < limbs.length; value++) {
      EncryptedValue known = program.value(value);
      long residues = (long) known.rows() * known.components() * ringDimension;
      int last = 2 * lastReads[value];
      int rescales = rescales(value);
      if (limbs[value] > 0 && rescales > 0) {
        long bytesPerLimb = residues * BatchPlanner.RESIDUE_BYTES;
        int before = known.limbs() + rescales;
        held.add(new Held(2 * segments[value] - 2, last, before, rescales, bytesPerLimb));
      } else if (limbs[value] > 0 && lastReads[value] > segments[value]) {
        held.add(new Held(2 * segments[value], last, limbs[value], 0, residues * BYTES));
      }
    }
    return held;
  }

  /** The last segment that reads each value; what rescales read, their segment writes. */
  private int[] lastReads() {
    int[] reads = segments.clone();
    for (int value = 1; value < reads.length; value++) {
      if (limbs[value] > 0 && rescales(value) == 0) {
        for (int input : inputs(value)) {
          reads[input] = Math.max(reads[input], segments[value]);
        }
      }
    }
    return reads;
  }

  /** What one thread needs: for its slab all values that are alive at once, or a polynomial. */
  static long workspaceBytes(EncryptedProgram program, int ringDimension) {
    long peak = 0;
    for (int i = 0; i < program.operations().size(); i++) {
      long alive = 0;
      for (int value = 0; value <= i + 1; value++) {
        EncryptedValue known = program.value(value);
        if (value == i + 1 || program.lastReader(value) >= i) {
          alive += (long) known.rows() * known.components();
        }
      }
      peak = Math.max(peak, alive);
      if (program.operations().get(i) instanceof Barrier barrier && barrier.rescales() > 0) {
        int limbs = barrier.output().limbs() + barrier.rescales();
        peak = Math.max(peak, (limbs + 1L) * ringDimension / POINTS);
      }
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
