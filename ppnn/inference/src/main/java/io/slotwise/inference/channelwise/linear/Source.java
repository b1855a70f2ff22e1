package io.slotwise.inference.channelwise.linear;

import io.slotwise.inference.channelwise.graph.LinearMap;
import io.slotwise.inference.channelwise.layout.SlotLayout;

/**
 * A value that a linear map reads.
 *
 * @param layout where its elements lie
 * @param map what becomes of them
 * @param first the index of its first ciphertext among all that the linear map reads
 */
public record Source(SlotLayout layout, LinearMap map, int first) {}
