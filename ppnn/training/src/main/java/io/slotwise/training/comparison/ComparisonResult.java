package io.slotwise.training.comparison;

import io.slotwise.training.Range;
import java.nio.file.Path;
import java.util.List;

/**
 * What one training of a comparison came to.
 *
 * @param trained which one
 * @param model the ONNX file
 * @param validationAccuracy share of the validation examples classified rightly, 0 to 1
 * @param testAccuracy share of the test examples classified rightly, 0 to 1
 * @param preActivations for each activation, in order, the range of what it was given over the test
 *     set
 */
public record ComparisonResult(
    ComparisonCase trained,
    Path model,
    double validationAccuracy,
    double testAccuracy,
    List<Range> preActivations) {}
