package io.slotwise.openfhe;

/** Checks of numbers that the native side takes as unsigned. */
final class Arguments {
  private Arguments() {}

  static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s is %d; it must be at least %d".formatted(name, value, least));
    }
  }
}
