package io.slotwise.training;

import io.slotwise.training.precision.PrecisionCheck;
import java.nio.file.Path;
import java.util.List;

/**
 * What a training came to.
 *
 * @param model the ONNX file written
 * @param validationAccuracy share of the validation images classified rightly, 0 to 1
 * @param testAccuracy share of the test images classified rightly, 0 to 1
 * @param testImages number of test images
 * @param epochs number of epochs trained
 * @param seconds what training, evaluation and export took
 * @param preActivations for each activation, in order, the range of what it was given over the
 *     whole training set without augmentation
 * @param scores range of the scores over the same images
 * @param precision what is left of the accuracy on the validation examples when weights are rounded
 *     and noise is added; empty for ReLU, which no plan takes
 */
public record TrainingResult(
    Path model,
    double validationAccuracy,
    double testAccuracy,
    int testImages,
    int epochs,
    double seconds,
    List<Range> preActivations,
    Range scores,
    List<PrecisionCheck.Result> precision) {}
