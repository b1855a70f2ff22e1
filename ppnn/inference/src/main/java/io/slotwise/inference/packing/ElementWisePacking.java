package io.slotwise.inference.packing;

/**
 * Element-wise packing of a batch: image {@code i} sits in slot {@code i % slots} of group {@code i
 * / slots}, and each group has one ciphertext per feature element. Only the last group may have
 * empty slots.
 *
 * @param images inputs in the batch, at least 1
 * @param slots slots of a ciphertext, at least 1
 */
public record ElementWisePacking(int images, int slots) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if either is below 1
   */
  public ElementWisePacking {
    if (images < 1 || slots < 1) {
      throw new IllegalArgumentException(
          "a packing needs at least 1 image and 1 slot, not " + images + " and " + slots);
    }
  }

  /** How many groups the batch takes, at least 1. */
  public int groups() {
    return (images - 1) / slots + 1;
  }

  /** The first image of a group. */
  public int firstImage(int group) {
    return group * slots;
  }

  /** Images of a group, 1 to {@link #slots}. */
  public int imagesOf(int group) {
    return Math.min(slots, images - firstImage(group));
  }
}
