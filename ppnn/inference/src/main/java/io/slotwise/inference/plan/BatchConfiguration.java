package io.slotwise.inference.plan;

/**
 * What the batch planner chooses for a network.
 *
 * @param parameters of OpenFHE
 * @param limbs of the encrypted input, at most the parameters'
 * @param inputScaleBits log2 of the input's scale, Δ
 * @param bits per operation of the network: of a linear map's weights, with their sign, and of the
 *     leading coefficients of general quadratics
 * @param rescales per operation: how often its result is rescaled
 * @param policy what scales of rows are spent on
 */
record BatchConfiguration(
    EncryptionParameters parameters,
    int limbs,
    int inputScaleBits,
    int[] bits,
    int[] rescales,
    RowScales.Policy policy) {}
