package io.slotwise.inference.plan;

/**
 * One operation of an encrypted program, as a user sees it. Counts are ciphertexts, for one group.
 *
 * @param name the layer's name
 * @param operation linear, quadratic, product or barrier
 * @param rows ciphertexts made
 * @param components their components
 * @param limbs their limbs
 * @param scaleBits log2 of the largest scale of a row
 * @param magnitudeBits log2 of the largest |value| times scale, by the plan's bound
 * @param marginBits bits between that and half the modulus
 * @param predictedError the error of its largest row, {@link PlanReport#SIGMAS} standard deviations
 * @param weightBits bits of the largest weight, with its sign; 0 without weights
 * @param scalarMultiplications multiplications by an integer
 * @param products products of two ciphertexts, squares included
 * @param relinearisations key switches
 * @param rescales ciphertexts rescaled, once per limb dropped
 * @param cost estimated work, in passes over one limb of one polynomial
 */
public record LayerReport(
    String name,
    String operation,
    int rows,
    int components,
    int limbs,
    double scaleBits,
    double magnitudeBits,
    double marginBits,
    double predictedError,
    int weightBits,
    long scalarMultiplications,
    long products,
    long relinearisations,
    long rescales,
    double cost) {
  /** The same with another magnitude, at the cost of the margin, and another error. */
  LayerReport with(double newMagnitudeBits, double newError) {
    return new LayerReport(
        name,
        operation,
        rows,
        components,
        limbs,
        scaleBits,
        newMagnitudeBits,
        marginBits - (newMagnitudeBits - magnitudeBits),
        newError,
        weightBits,
        scalarMultiplications,
        products,
        relinearisations,
        rescales,
        cost);
  }
}
