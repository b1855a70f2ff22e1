package io.slotwise.cli.compare.packing;

/**
 * Wall-clock seconds of one batch.
 *
 * @param encrypt by the client, into a file
 * @param evaluate by the server, from file to file, checks included
 * @param decrypt by the client, from a file
 */
record Seconds(double encrypt, double evaluate, double decrypt) {
  /** All three. */
  double total() {
    return encrypt + evaluate + decrypt;
  }

  /** So many times as long. */
  Seconds times(double factor) {
    return new Seconds(encrypt * factor, evaluate * factor, decrypt * factor);
  }
}
