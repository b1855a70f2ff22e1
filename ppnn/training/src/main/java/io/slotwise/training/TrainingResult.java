package io.slotwise.training;

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
 */
public record TrainingResult(
    Path model,
    double validationAccuracy,
    double testAccuracy,
    int testImages,
    int epochs,
    double seconds,
    List<Range> preActivations,
    Range scores) {}
