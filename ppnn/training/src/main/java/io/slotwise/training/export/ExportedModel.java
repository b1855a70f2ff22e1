package io.slotwise.training.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.slotwise.model.Convolution;
import io.slotwise.model.DataException;
import io.slotwise.model.Dense;
import io.slotwise.model.Layer;
import io.slotwise.model.ModelException;
import io.slotwise.model.Network;
import io.slotwise.model.PolynomialActivation;
import io.slotwise.model.Reshape;
import io.slotwise.model.onnx.OnnxReader;
import io.slotwise.training.network.Activation;
import io.slotwise.training.network.PolynomialBlock;
import io.slotwise.training.network.TrainableNetwork;
import io.slotwise.training.network.TrainableNetwork.Stage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model that {@link NetworkExport} wrote, to be trained further.
 *
 * @param name what messages call it
 * @param layers its layers, a plain square in place of each ReLU
 * @param relu whether its activations are ReLU
 */
public record ExportedModel(String name, Network layers, boolean relu) {

  /**
   * Reads a model.
   *
   * @throws DataException if the file cannot be read
   * @throws ModelException if it is no ONNX model, or has other operators than an exported one
   */
  public static ExportedModel read(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      ModelProto.Builder model = ModelProto.parseFrom(content).toBuilder();
      boolean relu = ReluModel.putSquares(model);
      byte[] squares = relu ? model.build().toByteArray() : content;
      String name = file.toString();
      return new ExportedModel(
          name, OnnxReader.read(new ByteArrayInputStream(squares), name), relu);
    } catch (InvalidProtocolBufferException e) {
      throw new ModelException(
          "%s is not an ONNX file, or is truncated or corrupt: %s".formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new DataException("cannot read %s: %s".formatted(file, e), e);
    }
  }

  /**
   * Returns what makes a network of the same layers compute what this model does, by parameter
   * name. Batch normalisations, which are folded into the weights here, do nothing but add the
   * bias.
   *
   * @param network initialised; its activations may be coarser only where this model's coefficients
   *     agree
   * @throws DataException if its layers or activations are others
   */
  public Map<String, float[]> parametersOf(TrainableNetwork network) {
    List<Layer> expected = plainLayers(NetworkExport.layersOf(network));
    List<Layer> found = plainLayers(layers);
    if (found.size() != expected.size()) {
      throw misfit(network, "%d layers, not %d".formatted(found.size(), expected.size()));
    }
    Map<String, float[]> parameters = new LinkedHashMap<>();
    for (int i = 0; i < found.size(); i++) {
      Stage stage = network.stages().get(i);
      if (!sameForm(found.get(i), expected.get(i))) {
        throw misfit(network, "another shape at " + stage.name());
      }
      switch (found.get(i)) {
        case Convolution layer -> put(parameters, stage, layer.weights().values(), layer.bias());
        case Dense layer -> put(parameters, stage, layer.weights().values(), layer.bias());
        case PolynomialActivation layer -> putCoefficients(parameters, network, stage, layer);
        default -> throw misfit(network, "an unknown layer at " + stage.name());
      }
    }
    return parameters;
  }

  /** A network is a chain; flattening is not a stage of its own. */
  private static List<Layer> plainLayers(Network network) {
    return network.nodes().stream()
        .map(Network.Node::layer)
        .filter(layer -> !(layer instanceof Reshape))
        .toList();
  }

  private static boolean sameForm(Layer found, Layer expected) {
    return switch (expected) {
      case Convolution layer ->
          found instanceof Convolution other
              && other.weights().shape().equals(layer.weights().shape())
              && other.window().equals(layer.window())
              && other.groups() == layer.groups();
      case Dense layer ->
          found instanceof Dense other && other.weights().shape().equals(layer.weights().shape());
      case PolynomialActivation layer ->
          found instanceof PolynomialActivation other
              && other.inputShape().equals(layer.inputShape());
      default -> false;
    };
  }

  private static void put(
      Map<String, float[]> parameters, Stage stage, double[] weights, double[] bias) {
    parameters.put(stage.name() + ".weight", floats(weights));
    if (stage.normalisation() == null) {
      parameters.put(stage.name() + ".bias", floats(bias));
      return;
    }
    String prefix = stage.name() + ".normalisation.";
    float[] variance = new float[bias.length];
    Arrays.fill(variance, (float) (1 - TrainableNetwork.VARIANCE_EPSILON));
    float[] scale = new float[bias.length];
    Arrays.fill(scale, 1);
    parameters.put(prefix + "gamma", scale);
    parameters.put(prefix + "beta", floats(bias));
    parameters.put(prefix + "runningMean", new float[bias.length]);
    parameters.put(prefix + "runningVar", variance);
  }

  private void putCoefficients(
      Map<String, float[]> parameters,
      TrainableNetwork network,
      Stage stage,
      PolynomialActivation layer) {
    if (relu) {
      return;
    }
    boolean square = network.activation() == Activation.SQUARE;
    if (!square && !(stage.block() instanceof PolynomialBlock)) {
      throw misfit(network, "no ReLU at " + stage.name());
    }
    int degree = stage.block() instanceof PolynomialBlock block ? block.degree() : 2;
    if (layer.degree() > degree) {
      throw misfit(network, "degree %d at %s".formatted(layer.degree(), stage.name()));
    }
    int elements = layer.inputShape().size();
    int units = square ? 1 : network.activation().coefficientShape(layer.inputShape()).size();
    for (int power = 0; power <= degree; power++) {
      float[] values = new float[units];
      for (int element = 0; element < elements; element++) {
        float value = power > layer.degree() ? 0 : (float) layer.coefficient(power, element);
        int unit = element / (elements / units);
        boolean first = element % (elements / units) == 0;
        if (square ? value != (power == 2 ? 1 : 0) : !first && values[unit] != value) {
          throw misfit(network, "finer coefficients at " + stage.name());
        }
        values[unit] = value;
      }
      if (!square) {
        parameters.put(stage.name() + ".coefficient" + power, values);
      }
    }
  }

  private DataException misfit(TrainableNetwork network, String what) {
    return new DataException(
        "%s has %s; a warm start needs %s with relu or %s"
            .formatted(name, what, network.definition().id(), network.activation().id()));
  }

  private static float[] floats(double[] values) {
    float[] converted = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      converted[i] = (float) values[i];
    }
    return converted;
  }
}
