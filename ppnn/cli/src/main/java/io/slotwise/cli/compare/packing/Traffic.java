package io.slotwise.cli.compare.packing;

/**
 * Bytes moved for one batch.
 *
 * @param batchBytes what the client sends
 * @param scoreBytes what it gets
 */
record Traffic(long batchBytes, long scoreBytes) {
  /** So many times as much. */
  Traffic times(double factor) {
    return new Traffic(Math.round(batchBytes * factor), Math.round(scoreBytes * factor));
  }
}
