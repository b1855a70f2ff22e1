package io.slotwise.inference.channelwise.layout;

/** Powers of two. */
public final class Powers {
  private Powers() {}

  /** The smallest power of two that is at least {@code number}, which is 1 to 2^30. */
  public static int ceiling(int number) {
    return number <= 1 ? 1 : Integer.highestOneBit(number - 1) << 1;
  }
}
