package io.slotwise.training;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * Where a training is.
 *
 * @param epoch the epoch being trained, from 1
 * @param epochs number of epochs in all
 * @param step steps of this epoch that are done, from 1
 * @param steps number of steps in this epoch
 * @param loss mean loss over this epoch so far
 * @param accuracy share of this epoch's (augmented) training images classified rightly so far, 0 to
 *     1
 * @param imagesPerSecond training images handled a second, over this epoch so far
 * @param remaining estimate of the time left for all epochs
 * @param validationAccuracy share of the validation images classified rightly, 0 to 1; present in
 *     the last report of each epoch
 */
public record TrainingProgress(
    int epoch,
    int epochs,
    int step,
    int steps,
    double loss,
    double accuracy,
    double imagesPerSecond,
    Duration remaining,
    OptionalDouble validationAccuracy) {}
