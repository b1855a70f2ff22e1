/**
 * What it takes to evaluate a network on encrypted inputs, decided once: ring dimension, moduli,
 * scales and the program of integers, with a bound against overflow and a predicted error. The
 * {@link io.slotwise.inference.plan.Planner} makes a {@link io.slotwise.inference.plan.ServerPlan},
 * which holds the weights, and a {@link io.slotwise.inference.plan.ClientPlan}, which does not.
 */
@NullMarked
package io.slotwise.inference.plan;

import org.jspecify.annotations.NullMarked;
