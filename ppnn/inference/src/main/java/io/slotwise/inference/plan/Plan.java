package io.slotwise.inference.plan;

/**
 * The two halves of a plan and the report on it.
 *
 * @param server the half with the weights
 * @param client the half that the key owner gets
 * @param report what the plan takes and promises
 */
public record Plan(ServerPlan server, ClientPlan client, PlanReport report) {}
