package io.slotwise.inference.channelwise.program;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a plaintext that many products share holds. Equal if it holds the same.
 *
 * @param slots slots that are not 0, ascending, below the operation's period; not to be modified
 * @param values what they hold; not to be modified
 */
public record SlotPattern(int[] slots, double[] values) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SlotPattern pattern
        && Arrays.equals(slots, pattern.slots)
        && Arrays.equals(values, pattern.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(slots) + Arrays.hashCode(values);
  }
}
