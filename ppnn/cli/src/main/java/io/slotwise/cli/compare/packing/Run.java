package io.slotwise.cli.compare.packing;

import io.slotwise.cli.compare.ScoreComparison;
import org.jspecify.annotations.Nullable;

/**
 * One batch, encrypted, evaluated and decrypted.
 *
 * @param method packing and engine
 * @param images inputs in it; 0 stands for no run at all
 * @param seconds how long it took
 * @param traffic what was moved
 * @param peakMemoryBytes most memory of the process in any of the steps
 * @param scores how the scores compare with plaintext
 */
record Run(
    Method method,
    int images,
    Seconds seconds,
    Traffic traffic,
    @Nullable Long peakMemoryBytes,
    @Nullable ScoreComparison scores) {}
