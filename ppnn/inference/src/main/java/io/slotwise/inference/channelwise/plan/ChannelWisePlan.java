package io.slotwise.inference.channelwise.plan;

/**
 * Both halves of a channel-wise plan.
 *
 * @param client what the key owner needs, without weights
 * @param server what is evaluated
 */
public record ChannelWisePlan(ChannelWiseClientPlan client, ChannelWiseServerPlan server) {}
