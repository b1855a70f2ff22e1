package io.slotwise.cli.compare;

import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.data.InputBatch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison evaluates.
 *
 * @param name the model's file name
 * @param network the network
 * @param model the model's bytes, for ONNX Runtime
 * @param inputs as they were read
 * @param range what they lie in, after preprocessing
 * @param labels one per input, or null
 */
public record Subject(
    String name,
    Network network,
    byte[] model,
    InputBatch inputs,
    InputRange range,
    int @Nullable [] labels) {
  /** The same with so many inputs, at least 1: the first ones, or all again and again. */
  public Subject withInputs(int images) {
    int count = inputs.count();
    if (images == count) {
      return this;
    }
    int[] more = labels == null ? null : new int[images];
    if (more != null) {
      Arrays.setAll(more, image -> labels[image % count]);
    }
    return new Subject(name, network, model, repeated(images), range, more);
  }

  private InputBatch repeated(int images) {
    int count = inputs.count();
    if (images < count) {
      return inputs.slice(0, images);
    }
    double[][] rows = new double[inputs.features()][images];
    for (int feature = 0; feature < rows.length; feature++) {
      double[] row = inputs.row(feature);
      Arrays.setAll(rows[feature], image -> row[image % count]);
    }
    return InputBatch.ofRows(inputs.shape(), rows, inputs.defaultScale());
  }
}
