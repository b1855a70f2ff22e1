package io.slotwise.inference.channelwise.plan;

import java.util.List;

/**
 * What a channel-wise plan takes for one image, and promises.
 *
 * @param layers the operations in execution order
 * @param predictedSeconds a rough time of one image on one core
 * @param weightBytes bytes of the encoded weights that the server keeps, if it has as much memory
 *     for them as the plan was made for
 * @param rotationKeys rotations that keys are needed for
 * @param inputCiphertexts ciphertexts that the client sends for one image
 * @param scoreCiphertexts ciphertexts that it gets back
 * @param provenBounds whether no value can overflow for any input in range
 * @param largestScore the score bound that the moduli allow for
 * @param scoreRange largest minus smallest score on seeded random inputs
 * @param predictedError the largest error of a score that encryption is expected to cause, if the
 *     server has as much memory for weights as the plan was made for
 */
public record ChannelWiseReport(
    List<Layer> layers,
    double predictedSeconds,
    long weightBytes,
    int rotationKeys,
    int inputCiphertexts,
    int scoreCiphertexts,
    boolean provenBounds,
    double largestScore,
    double scoreRange,
    double predictedError) {
  /** Copies the layers. */
  public ChannelWiseReport {
    layers = List.copyOf(layers);
  }

  /**
   * One operation.
   *
   * @param name the layers that it comes from
   * @param ciphertexts ciphertexts that hold its value
   * @param hoistedRotations rotations of inputs, which share the decomposition of each
   * @param rotations rotations on their own
   * @param plaintextProducts products with plaintexts
   * @param products products of ciphertexts
   * @param relinearizations of these, those that are relinearised
   */
  public record Layer(
      String name,
      int ciphertexts,
      int hoistedRotations,
      int rotations,
      int plaintextProducts,
      int products,
      int relinearizations) {}

  /** Rotations and relinearisations of one image. */
  public int keySwitches() {
    return layers.stream()
        .mapToInt(l -> l.hoistedRotations() + l.rotations() + l.relinearizations())
        .sum();
  }
}
