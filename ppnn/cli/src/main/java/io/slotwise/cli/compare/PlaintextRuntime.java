package io.slotwise.cli.compare;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;

/** A model in ONNX Runtime, in single precision: what the network costs without encryption. */
final class PlaintextRuntime implements AutoCloseable {
  private final OrtSession.SessionOptions options;
  private final OrtSession session;
  private final OnnxTensor input;

  /**
   * Loads a model and a batch.
   *
   * @param shape dimensions of one input
   * @param inputs shape (images, elements)
   */
  PlaintextRuntime(byte[] model, int threads, long[] shape, double[][] inputs) {
    try {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      options = new OrtSession.SessionOptions();
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      session = environment.createSession(model, options);
      long[] batchShape = new long[shape.length + 1];
      batchShape[0] = inputs.length;
      System.arraycopy(shape, 0, batchShape, 1, shape.length);
      FloatBuffer values = FloatBuffer.allocate(inputs.length * inputs[0].length);
      for (double[] image : inputs) {
        for (double value : image) {
          values.put((float) value);
        }
      }
      input = OnnxTensor.createTensor(environment, values.flip(), batchShape);
    } catch (OrtException e) {
      throw failure(e);
    }
  }

  /** Evaluates the batch; the scores are dropped. */
  void evaluate() {
    try (OrtSession.Result result =
        session.run(Map.of(session.getInputNames().iterator().next(), input))) {
      result.get(0);
    } catch (OrtException e) {
      throw failure(e);
    }
  }

  private static IllegalStateException failure(OrtException cause) {
    return new IllegalStateException("ONNX Runtime: " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    try {
      input.close();
      session.close();
      options.close();
    } catch (OrtException e) {
      throw failure(e);
    }
  }
}
