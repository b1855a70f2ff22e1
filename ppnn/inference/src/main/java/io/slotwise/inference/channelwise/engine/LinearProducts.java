package io.slotwise.inference.channelwise.engine;

/** Multiplies the inputs of a linear map by its weights, a few inputs at a time. */
interface LinearProducts {
  /** Ciphertexts that are made of an input, besides its rotations, and kept at once. */
  default int kept(int input) {
    return 0;
  }

  /** Adds the products of some inputs to the sums. */
  void add(RotatedInputs inputs, PartSums sums);
}
