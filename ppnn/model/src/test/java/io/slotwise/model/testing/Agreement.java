package io.slotwise.model.testing;

/** Whether two computations came to the same scores. */
public final class Agreement {
  private Agreement() {}

  /** The largest absolute difference, relative to the largest expected score (at least 1). */
  public static double relativeError(double[][] actual, double[][] expected) {
    double scale = 1;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      for (int o = 0; o < expected[i].length; o++) {
        scale = Math.max(scale, Math.abs(expected[i][o]));
        error = Math.max(error, Math.abs(expected[i][o] - actual[i][o]));
      }
    }
    return error / scale;
  }

  /**
   * Requires that shapes agree and the {@link #relativeError} is at most {@code tolerance}.
   *
   * @param what the model, for the message
   * @throws AssertionError if not
   */
  public static void require(
      String what, double[][] actual, double[][] expected, double tolerance) {
    if (actual.length != expected.length || actual[0].length != expected[0].length) {
      throw new AssertionError(
          what
              + ": shape ("
              + actual.length
              + ", "
              + actual[0].length
              + ") instead of ("
              + expected.length
              + ", "
              + expected[0].length
              + ")");
    }
    double error = relativeError(actual, expected);
    if (!(error <= tolerance)) {
      throw new AssertionError(what + ": relative error " + error + " above " + tolerance);
    }
  }
}
