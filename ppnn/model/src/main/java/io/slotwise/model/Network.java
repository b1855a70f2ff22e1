package io.slotwise.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A neural network: layers in execution order, each reading the input or what earlier layers made.
 * Values are numbered as in a {@link io.slotwise.model.program.Program}: 0 is the input, {@code i +
 * 1} is what layer {@code i} made. The last layer makes the scores. Shapes leave the batch out.
 *
 * <p>Immutable and safe for use by several threads, as long as nobody writes to the weights.
 */
public final class Network {
  private final Shape inputShape;
  private final List<Node> nodes;
  private final Preprocessing preprocessing;
  private final Map<String, String> metadata;
  private final List<String> notices;

  /**
   * A layer with what it reads and makes.
   *
   * @param layer the layer
   * @param inputs the values read
   * @param shape the shape of the value made
   */
  public record Node(Layer layer, List<Integer> inputs, Shape shape) {
    /** Copies the inputs. */
    public Node {
      inputs = List.copyOf(inputs);
    }
  }

  private Network(Builder builder) {
    inputShape = builder.inputShape;
    nodes = List.copyOf(builder.nodes);
    preprocessing = builder.preprocessing;
    metadata = Map.copyOf(builder.metadata);
    notices = List.copyOf(builder.notices);
  }

  /** Starts a network for inputs of this shape, such as (1, 28, 28). */
  public static Builder builder(Shape inputShape) {
    return new Builder(inputShape);
  }

  /** The shape of one input, at least one dimension. */
  public Shape inputShape() {
    return inputShape;
  }

  /** The shape of the scores of one input. */
  public Shape outputShape() {
    return nodes.getLast().shape();
  }

  /** The layers in execution order, at least one. */
  public List<Node> nodes() {
    return nodes;
  }

  /** The number of values: the input and what each layer makes. */
  public int values() {
    return nodes.size() + 1;
  }

  /** The shape of a value: 0 is the input, {@code i + 1} what layer {@code i} made. */
  public Shape shape(int value) {
    return value == 0 ? inputShape : nodes.get(value - 1).shape();
  }

  /** What is to be done to raw data before it is fed in. */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** The model's metadata, those of {@link #preprocessing()} included. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** What the user should be told about how the model was read, in sentences; often empty. */
  public List<String> notices() {
    return notices;
  }

  /** Collects the layers of a network and infers their shapes. Not safe for several threads. */
  public static final class Builder {
    private final Shape inputShape;
    private final List<Node> nodes = new ArrayList<>();
    private Preprocessing preprocessing = Preprocessing.NONE;
    private final Map<String, String> metadata = new TreeMap<>();
    private final List<String> notices = new ArrayList<>();

    private Builder(Shape inputShape) {
      if (inputShape.rank() < 1) {
        throw new ModelException("the input must have at least one dimension besides the batch");
      }
      this.inputShape = inputShape;
    }

    /**
     * Appends a layer.
     *
     * @param inputs the values that it reads: 0 for the network's input, otherwise what this method
     *     returned before
     * @return the value that the layer makes
     * @throws ModelException if the layer does not take inputs of those shapes
     * @throws IllegalArgumentException if an input does not exist yet
     */
    public int add(Layer layer, int... inputs) {
      List<Integer> list = new ArrayList<>();
      List<Shape> shapes = new ArrayList<>();
      for (int input : inputs) {
        if (input < 0 || input > nodes.size()) {
          throw new IllegalArgumentException(
              "layer '" + layer.name() + "' reads value " + input + ", which is not made yet");
        }
        list.add(input);
        shapes.add(shape(input));
      }
      nodes.add(new Node(layer, list, layer.outputShape(shapes)));
      return nodes.size();
    }

    /** Appends a layer that reads what the last one made (the input if there is none). */
    public Builder then(Layer layer) {
      add(layer, nodes.size());
      return this;
    }

    /** The shape of a value; see {@link Network#shape}. */
    public Shape shape(int value) {
      return value == 0 ? inputShape : nodes.get(value - 1).shape();
    }

    /** The number of the value that the last layer made; 0 if there is none. */
    public int last() {
      return nodes.size();
    }

    /** Sets the preprocessing and its metadata. */
    public Builder preprocessing(Preprocessing newPreprocessing) {
      newPreprocessing.requireFits(inputShape);
      preprocessing = newPreprocessing;
      metadata.putAll(newPreprocessing.toMetadata());
      return this;
    }

    /** Adds metadata; the preprocessing's keys are overwritten by {@link #preprocessing}. */
    public Builder metadata(Map<String, String> more) {
      metadata.putAll(more);
      return this;
    }

    /** Adds a sentence for the user. */
    public Builder notice(String notice) {
      notices.add(notice);
      return this;
    }

    /**
     * The network.
     *
     * @throws ModelException if it has no layer
     */
    public Network build() {
      if (nodes.isEmpty()) {
        throw new ModelException("the network has no layers");
      }
      return new Network(this);
    }
  }
}
