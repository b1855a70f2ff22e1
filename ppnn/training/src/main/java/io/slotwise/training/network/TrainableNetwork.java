package io.slotwise.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.slotwise.training.network.LayerDefinition.ActivationSlot;
import io.slotwise.training.network.LayerDefinition.BatchNormalisation;
import io.slotwise.training.network.LayerDefinition.Convolution;
import io.slotwise.training.network.LayerDefinition.Dense;
import io.slotwise.training.network.LayerDefinition.DepthwiseConvolution;
import io.slotwise.training.network.LayerDefinition.KernelLayer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link NetworkDefinition} as a DJL block.
 *
 * <p>Its input has the shape (batch, channels, height, width). Its outputs are the scores, of shape
 * (batch, classes), and after them what each activation was given, in order: losses and statistics
 * on pre-activations need them, and autograd reaches them.
 */
public final class TrainableNetwork extends AbstractBlock {
  /** Added to variances by batch normalisation, in training and where it is folded. */
  public static final double VARIANCE_EPSILON = 1e-5;

  private final NetworkDefinition definition;
  private final Activation activation;
  private final int degree;
  private final List<Stage> stages = new ArrayList<>();
  private double reluShare;
  private BiConsumer<Stage, NDArray> observer = (_, _) -> {};

  /**
   * A layer and the blocks that train it.
   *
   * @param name its name in checkpoints and exported models, such as {@code convolution1}
   * @param layer any but a batch normalisation
   * @param block its block, null for a layer without parameters
   * @param normalisation the batch normalisation of its outputs, null if there is none
   */
  public record Stage(
      String name, LayerDefinition layer, @Nullable Block block, @Nullable Block normalisation) {}

  /**
   * Creates the network, uninitialised.
   *
   * @param definition its layers
   * @param activation what stands in every activation slot
   * @param degree of the polynomials, if the activation is one with coefficients
   */
  public TrainableNetwork(NetworkDefinition definition, Activation activation, int degree) {
    this.definition = definition;
    this.activation = activation;
    this.degree = degree;
    Map<String, Integer> numbers = new LinkedHashMap<>();
    List<LayerDefinition> layers = definition.layers();
    for (int i = 0; i < layers.size(); i++) {
      LayerDefinition layer = layers.get(i);
      if (!(layer instanceof BatchNormalisation)) {
        boolean normalised =
            i + 1 < layers.size() && layers.get(i + 1) instanceof BatchNormalisation;
        String name = kind(layer);
        int channels = definition.shapes().get(i).get(0);
        stages.add(stage(name + numbers.merge(name, 1, Integer::sum), layer, channels, normalised));
      }
    }
  }

  private static String kind(LayerDefinition layer) {
    return switch (layer) {
      case KernelLayer _ -> "convolution";
      case Dense _ -> "dense";
      case ActivationSlot _ -> "activation";
      case BatchNormalisation _ -> "normalisation";
    };
  }

  /** Returns the definition that this network was made from. */
  public NetworkDefinition definition() {
    return definition;
  }

  /** Returns what stands in the activation slots. */
  public Activation activation() {
    return activation;
  }

  /**
   * Blends ReLU into the activations, for the way from a ReLU network to a polynomial one.
   *
   * @param share how much of each activation is ReLU, from 0 to 1
   */
  public void setReluShare(double share) {
    reluShare = share;
  }

  /**
   * Has the outputs of each layer shown as they are made.
   *
   * @param receiver called with the layer and its outputs, batch normalisation included
   */
  public void setObserver(BiConsumer<Stage, NDArray> receiver) {
    observer = receiver;
  }

  /** Returns the number of activations, so of pre-activations among the outputs. */
  public int activationCount() {
    return (int) stages.stream().filter(stage -> stage.layer() instanceof ActivationSlot).count();
  }

  /** Returns layers and their blocks, from input to scores. */
  public List<Stage> stages() {
    return List.copyOf(stages);
  }

  /**
   * Returns all parameters, running means and variances included, under names that do not depend on
   * which activation the network has: {@code convolution1.weight}, {@code
   * convolution1.normalisation.gamma}, {@code activation1.coefficient2}.
   */
  public Map<String, Parameter> namedParameters() {
    Map<String, Parameter> named = new LinkedHashMap<>();
    for (Stage stage : stages) {
      if (stage.block() != null) {
        stage
            .block()
            .getDirectParameters()
            .forEach(entry -> named.put(stage.name() + "." + entry.getKey(), entry.getValue()));
      }
      if (stage.normalisation() != null) {
        stage
            .normalisation()
            .getDirectParameters()
            .forEach(
                entry ->
                    named.put(stage.name() + ".normalisation." + entry.getKey(), entry.getValue()));
      }
    }
    return named;
  }

  /** A layer that is normalised has no bias of its own: the normalisation would remove it. */
  private Stage stage(String name, LayerDefinition layer, int channels, boolean normalised) {
    Block block =
        switch (layer) {
          case Convolution convolution ->
              addChildBlock(name, convolutionBlock(convolution, channels, 1, !normalised));
          case DepthwiseConvolution depthwise ->
              addChildBlock(
                  name,
                  convolutionBlock(
                      depthwise, channels, channels / depthwise.multiplier(), !normalised));
          case Dense dense -> addChildBlock(name, denseBlock(dense, !normalised));
          case ActivationSlot _ ->
              activation.hasCoefficients()
                  ? addChildBlock(name, new PolynomialBlock(activation, degree))
                  : null;
          case BatchNormalisation _ -> null;
        };
    Block normalisation =
        normalised ? addChildBlock(name + "normalisation", normalisationBlock()) : null;
    return new Stage(name, layer, block, normalisation);
  }

  private static Block convolutionBlock(KernelLayer layer, int channels, int groups, boolean bias) {
    return Conv2d.builder()
        .setFilters(channels)
        .setKernelShape(new Shape(layer.kernel(), layer.kernel()))
        .optStride(new Shape(layer.stride(), layer.stride()))
        .optPadding(new Shape(layer.padding(), layer.padding()))
        .optGroups(groups)
        .optBias(bias)
        .build();
  }

  private static Block denseBlock(Dense dense, boolean bias) {
    return Linear.builder().setUnits(dense.units()).optBias(bias).build();
  }

  private static Block normalisationBlock() {
    return BatchNorm.builder().optEpsilon((float) VARIANCE_EPSILON).build();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> options) {
    NDArray value = inputs.singletonOrThrow();
    NDList preActivations = new NDList();
    for (Stage stage : stages) {
      if (stage.layer() instanceof ActivationSlot) {
        preActivations.add(value);
        value = activate(stage, parameters, value, training);
      } else {
        if (stage.layer() instanceof Dense) {
          value = flatten(value);
        }
        for (Block block : blocks(stage)) {
          value =
              block.forward(parameters, new NDList(value), training, options).singletonOrThrow();
        }
      }
      observer.accept(stage, value);
    }
    return new NDList(value).addAll(preActivations);
  }

  private NDArray activate(
      Stage stage, ParameterStore parameters, NDArray value, boolean training) {
    double relu = activation == Activation.RELU ? 1 : reluShare;
    if (relu == 1) {
      return relu(value);
    }
    NDArray polynomial =
        stage.block() == null
            ? value.square()
            : stage
                .block()
                .forward(parameters, new NDList(value), training, null)
                .singletonOrThrow();
    return relu == 0 ? polynomial : polynomial.mul(1 - relu).add(relu(value).mul(relu));
  }

  private static NDArray relu(NDArray value) {
    return ai.djl.nn.Activation.relu(value);
  }

  private static List<Block> blocks(Stage stage) {
    return Stream.of(stage.block(), stage.normalisation()).filter(Objects::nonNull).toList();
  }

  private static NDArray flatten(NDArray value) {
    return value.getShape().dimension() > 2 ? Blocks.batchFlatten(value) : value;
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    Shape shape = inputShapes[0];
    for (Stage stage : stages) {
      if (stage.layer() instanceof Dense) {
        shape = new Shape(shape.get(0), shape.slice(1).size());
      }
      for (Block block : blocks(stage)) {
        block.initialize(manager, type, shape);
        shape = block.getOutputShapes(new Shape[] {shape})[0];
      }
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), definition.classes())};
  }
}
