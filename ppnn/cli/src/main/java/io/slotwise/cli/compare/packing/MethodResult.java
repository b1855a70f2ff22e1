package io.slotwise.cli.compare.packing;

import java.util.List;

/**
 * What came of one method.
 *
 * @param setups what was done before any batch, for each set of parameters
 * @param cells one per batch size
 */
record MethodResult(List<Setup> setups, List<Cell> cells) {}
