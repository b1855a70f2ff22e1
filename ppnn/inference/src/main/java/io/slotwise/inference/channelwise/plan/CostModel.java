package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.linear.StepCosts;
import io.slotwise.inference.channelwise.program.HeldWeights;
import io.slotwise.inference.channelwise.program.SlotLinear;
import io.slotwise.inference.channelwise.program.WeightFactors;

/**
 * What OpenFHE's operations take on one core, from counts of number-theoretic transforms and
 * modular products. It only ranks plans: the times of a transform and a product are those of one
 * machine.
 */
final class CostModel {
  /** Seconds of a transform, per point and factor of two. */
  private static final double TRANSFORM = 0.9e-9;

  /** Seconds of a modular product with its addition and memory traffic. */
  private static final double MULTIPLY_ADD = 2e-9;

  private final RingParameters parameters;

  CostModel(RingParameters parameters) {
    this.parameters = parameters;
  }

  /** The costs of rotations and products of ciphertexts at a level. */
  StepCosts at(int level) {
    int limbs = parameters.limbs() - level;
    double hoisting = hoisting(limbs);
    double hoisted = hoistedRotation(limbs);
    return new StepCosts(hoisting, hoisted, hoisting + hoisted, plaintextProduct(limbs));
  }

  /** All products of a map with its weights, for ciphertexts at a level. */
  double weights(SlotLinear linear, HeldWeights held, int level) {
    int limbs = parameters.limbs() - level;
    WeightFactors factored = held.factored();
    int plaintextProducts = factored == null ? linear.products() : factored.plaintextProducts();
    int integerProducts = factored == null ? 0 : factored.integerProducts();
    double encoding = held.kept() ? 0 : encoding(limbs);
    return plaintextProducts * (plaintextProduct(limbs) + encoding)
        + integerProducts * integerProduct(limbs);
  }

  private double plaintextProduct(int limbs) {
    return 3.0 * limbs * multiplyAdd();
  }

  private double integerProduct(int limbs) {
    return 2.0 * limbs * multiplyAdd();
  }

  /** A transform of each limb, and about as much as two for that of the slots. */
  private double encoding(int limbs) {
    return (limbs + 2) * transform();
  }

  /** Decomposition into digits over all limbs and special primes. */
  private double hoisting(int limbs) {
    int all = limbs + parameters.specialPrimes();
    int digits = parameters.digits(limbs);
    return digits * all * transform() + (double) limbs * all * multiplyAdd();
  }

  /** Products with the key, and division by the special primes. */
  private double hoistedRotation(int limbs) {
    int special = parameters.specialPrimes();
    int all = limbs + special;
    double products = 2.0 * parameters.digits(limbs) * all + 2.0 * special * limbs + limbs;
    return products * multiplyAdd() + 2.0 * all * transform();
  }

  /** A product of ciphertexts with its rescale at a level. */
  double product(int level, boolean relinearizes) {
    int limbs = parameters.limbs() - level;
    double keySwitch = relinearizes ? hoisting(limbs) + hoistedRotation(limbs) : 0;
    return 4.0 * limbs * multiplyAdd() + keySwitch + rescale(level);
  }

  /** A rescale of a ciphertext of 2 components at a level. */
  double rescale(int level) {
    return 2.0 * (parameters.limbs() - level) * (transform() + multiplyAdd());
  }

  private double transform() {
    double n = parameters.ringDimension();
    return TRANSFORM * n * Math.log(n) / Math.log(2);
  }

  private double multiplyAdd() {
    return MULTIPLY_ADD * parameters.ringDimension();
  }
}
