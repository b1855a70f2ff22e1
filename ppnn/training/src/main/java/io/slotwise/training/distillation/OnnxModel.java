package io.slotwise.training.distillation;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.slotwise.model.DataException;
import io.slotwise.model.ModelException;
import io.slotwise.model.Preprocessing;
import io.slotwise.model.Shape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Any ONNX model with one input and one output of scores, run by ONNX Runtime on one thread: our
 * own reader refuses what cannot be evaluated encrypted, ReLU above all. To be closed; not safe for
 * several threads.
 */
public final class OnnxModel implements AutoCloseable {
  private final String name;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final String input;
  private final Map<String, String> metadata;
  private final Preprocessing preprocessing;

  private OnnxModel(String name, OrtEnvironment environment, OrtSession session)
      throws OrtException {
    this.name = name;
    this.environment = environment;
    this.session = session;
    if (session.getNumInputs() != 1 || session.getNumOutputs() != 1) {
      throw new ModelException(
          "%s has %d inputs and %d outputs; one of each is needed"
              .formatted(name, session.getNumInputs(), session.getNumOutputs()));
    }
    NodeInfo info = session.getInputInfo().values().iterator().next();
    if (!(info.getInfo() instanceof TensorInfo)) {
      throw new ModelException("%s does not take a tensor".formatted(name));
    }
    input = info.getName();
    metadata = Map.copyOf(session.getMetadata().getCustomMetadata());
    preprocessing = Preprocessing.fromMetadata(metadata);
  }

  /**
   * Loads a model.
   *
   * @throws DataException if the file cannot be read
   * @throws ModelException if ONNX Runtime refuses it, or it has several inputs or outputs
   */
  public static OnnxModel load(Path file) {
    try {
      return of(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new DataException("cannot read %s: %s".formatted(file, e), e);
    }
  }

  /**
   * Loads a model from memory.
   *
   * @param name what messages call it
   * @throws ModelException as above
   */
  public static OnnxModel of(String name, byte[] model) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      OrtSession session = environment.createSession(model, options);
      try {
        return new OnnxModel(name, environment, session);
      } catch (OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new ModelException(
          "%s: ONNX Runtime refuses it: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** Returns what the model says of itself. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Returns what the model wants done to raw data. */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /**
   * Returns the model's scores, or the logarithms of what it gives if those are probabilities,
   * which is the same to a softmax.
   *
   * @param numbers example after example, pixels from 0 to 1
   * @param shape of an example
   * @param unit what raw data were multiplied by: 1/255 for pixels, which is also what a model is
   *     taken to want if its metadata say nothing of its preprocessing
   * @param classes scores expected an example
   * @throws ModelException if the model does not take such examples, or has other scores
   */
  public float[] scores(float[] numbers, Shape shape, double unit, int classes) {
    float[] scores = rawScores(numbers, shape, unit, classes);
    return areProbabilities(scores, classes) ? logarithms(scores) : scores;
  }

  /** The same as the model gives them, probabilities or not. */
  public float[] rawScores(float[] numbers, Shape shape, double unit, int classes) {
    int count = numbers.length / shape.size();
    long[] dimensions = new long[shape.rank() + 1];
    dimensions[0] = count;
    for (int axis = 0; axis < shape.rank(); axis++) {
      dimensions[axis + 1] = shape.get(axis);
    }
    FloatBuffer prepared = FloatBuffer.wrap(prepared(numbers, shape, unit));
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, prepared, dimensions);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      if (!(result.get(0) instanceof OnnxTensor made)
          || made.getFloatBuffer() == null
          || made.getFloatBuffer().remaining() != count * classes) {
        throw new ModelException(
            "%s does not make %d scores of an example".formatted(name, classes));
      }
      float[] scores = new float[count * classes];
      made.getFloatBuffer().get(scores);
      return scores;
    } catch (OrtException e) {
      throw new ModelException(
          "%s does not take examples of shape %s: %s".formatted(name, shape, e.getMessage()), e);
    }
  }

  private float[] prepared(float[] numbers, Shape shape, double unit) {
    preprocessing.requireFits(shape);
    float[] prepared = new float[numbers.length];
    int channelSize = shape.stride(0);
    for (int i = 0; i < numbers.length; i++) {
      int channel = i % shape.size() / channelSize;
      double factor = preprocessing.scaleOf(channel, unit) / unit;
      prepared[i] = (float) (numbers[i] * factor - preprocessing.meanOf(channel));
    }
    return prepared;
  }

  private static boolean areProbabilities(float[] scores, int classes) {
    for (int start = 0; start < scores.length; start += classes) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        if (scores[start + c] < 0) {
          return false;
        }
        sum += scores[start + c];
      }
      if (Math.abs(sum - 1) > 1e-3) {
        return false;
      }
    }
    return true;
  }

  private static float[] logarithms(float[] probabilities) {
    float[] logarithms = new float[probabilities.length];
    for (int i = 0; i < logarithms.length; i++) {
      logarithms[i] = (float) Math.log(Math.max(probabilities[i], Float.MIN_NORMAL));
    }
    return logarithms;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("cannot free " + name, e);
    }
  }
}
