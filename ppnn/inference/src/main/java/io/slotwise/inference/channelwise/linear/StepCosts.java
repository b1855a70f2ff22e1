package io.slotwise.inference.channelwise.linear;

/**
 * What the parts of a linear map cost, in seconds of one core.
 *
 * @param hoisting what all rotations of one ciphertext have in common
 * @param hoistedRotation each rotation of it after that
 * @param rotation a rotation on its own
 * @param product a plaintext product, added to a sum
 */
public record StepCosts(double hoisting, double hoistedRotation, double rotation, double product) {}
