package io.slotwise.model.testing;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.slotwise.model.Shape;
import java.nio.FloatBuffer;
import java.util.Map;

/** ONNX Runtime, against which Slotwise is judged. */
public final class ReferenceRuntime {
  private ReferenceRuntime() {}

  /**
   * What ONNX Runtime makes of a batch, in single precision and unoptimised.
   *
   * @param model an ONNX file's bytes, its input named {@code input}
   * @param images shape (images, features)
   * @param inputShape the shape of one image
   * @return shape (images, outputs)
   * @throws OrtException if ONNX Runtime refuses the model
   */
  public static double[][] evaluate(byte[] model, double[][] images, Shape inputShape)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      try (OrtSession session = environment.createSession(model, options);
          OnnxTensor input = tensor(environment, images, inputShape);
          OrtSession.Result result = session.run(Map.of("input", input))) {
        return rows(((OnnxTensor) result.get(0)).getFloatBuffer(), images.length);
      }
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, double[][] images, Shape shape)
      throws OrtException {
    long[] dims = new long[shape.rank() + 1];
    dims[0] = images.length;
    for (int i = 1; i < dims.length; i++) {
      dims[i] = shape.get(i - 1);
    }
    FloatBuffer buffer = FloatBuffer.allocate(images.length * shape.size());
    for (double[] image : images) {
      for (double value : image) {
        buffer.put((float) value);
      }
    }
    return OnnxTensor.createTensor(environment, buffer.flip(), dims);
  }

  private static double[][] rows(FloatBuffer buffer, int images) {
    double[][] rows = new double[images][buffer.remaining() / images];
    for (double[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = buffer.get();
      }
    }
    return rows;
  }
}
