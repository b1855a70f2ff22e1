package io.slotwise.inference.plan;

import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.inference.program.EncryptedValue;
import io.slotwise.inference.program.IntegerBlock;
import io.slotwise.inference.program.IntegerDenseBlock;
import io.slotwise.inference.program.IntegerDiagonalBlock;
import io.slotwise.inference.program.IntegerLinear;
import io.slotwise.inference.program.Stage;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Predicts the memory that a server needs when it runs a program stage by stage. */
final class MemoryEstimate {
  private MemoryEstimate() {}

  /**
   * Bytes of ciphertexts alive at once: the values that later stages read, the stage's result, and
   * two rows of its widest operation for each thread. A value is released after its last reader.
   */
  static long peakBytes(EncryptedProgram program, int ringDimension, int threads) {
    long alive = program.input().bytes(ringDimension);
    long peak = alive;
    for (Stage stage : program.stages()) {
      alive += program.value(stage.result()).bytes(ringDimension);
      peak = Math.max(peak, alive + 2L * threads * widestRow(program, stage, ringDimension));
      for (int value = 0; value < stage.result(); value++) {
        int reader = program.lastReader(value);
        if (stored(program, value) && reader >= stage.first() && reader < stage.end()) {
          alive -= program.value(value).bytes(ringDimension);
        }
      }
    }
    return peak;
  }

  /** Bytes of the integer weights, each shared matrix once. */
  static long weightBytes(EncryptedProgram program) {
    long bytes = 0;
    Set<long[][]> known = Collections.newSetFromMap(new IdentityHashMap<>());
    for (var operation : program.operations()) {
      if (operation instanceof IntegerLinear linear) {
        for (IntegerBlock block : linear.blocks()) {
          switch (block) {
            case IntegerDenseBlock dense -> {
              if (known.add(dense.weights())) {
                bytes += 8L * dense.gather().length * dense.outputRows().length;
              }
            }
            case IntegerDiagonalBlock diagonal -> bytes += 8L * diagonal.weights().length;
          }
        }
      }
    }
    return bytes;
  }

  /** Whether a value is the input or what a stage made, rather than a row passing through. */
  private static boolean stored(EncryptedProgram program, int value) {
    return value == 0 || program.stages().stream().anyMatch(stage -> stage.result() == value);
  }

  private static long widestRow(EncryptedProgram program, Stage stage, int ringDimension) {
    long widest = 0;
    for (int i = stage.first(); i < stage.end(); i++) {
      EncryptedValue value = program.value(i + 1);
      widest = Math.max(widest, value.bytesPerRow(ringDimension));
    }
    return widest;
  }
}
