package io.slotwise.model.program;

import java.util.List;

/**
 * A network lowered for element-wise packing: operations in execution order, the last of which
 * makes the scores.
 *
 * @param inputRows feature elements of one input
 * @param operations at least one; each reads only the input and what earlier ones made
 */
public record Program(int inputRows, List<Operation> operations) {}
