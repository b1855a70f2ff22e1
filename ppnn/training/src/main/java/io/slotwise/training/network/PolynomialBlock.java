package io.slotwise.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A polynomial with trained coefficients, one set for a layer, for each channel or for each
 * element.
 *
 * <p>Each power has a parameter of its own, {@code coefficient0} for the constant: a slice of one
 * parameter for all would belong to that parameter's memory, and stay there for the whole training.
 * For the same reason the input is always the left operand. DJL gives no way to write a gradient by
 * hand; Horner's rule keeps what autograd stores to one array a degree.
 */
public final class PolynomialBlock extends AbstractBlock {
  /** Lowest degree. */
  public static final int LOWEST_DEGREE = 2;

  /** Highest degree: every further level of multiplication costs modulus. */
  public static final int HIGHEST_DEGREE = 4;

  private final Activation granularity;
  private final List<Parameter> coefficients = new ArrayList<>();

  /**
   * Creates the block, uninitialised.
   *
   * @param granularity one with coefficients
   * @param degree from {@link #LOWEST_DEGREE} to {@link #HIGHEST_DEGREE}
   * @throws IllegalArgumentException if the degree is outside of its range
   */
  public PolynomialBlock(Activation granularity, int degree) {
    if (degree < LOWEST_DEGREE || degree > HIGHEST_DEGREE) {
      throw new IllegalArgumentException(
          "the degree of an activation must be from %d to %d, not %d"
              .formatted(LOWEST_DEGREE, HIGHEST_DEGREE, degree));
    }
    this.granularity = granularity;
    for (int power = 0; power <= degree; power++) {
      coefficients.add(
          addParameter(
              Parameter.builder()
                  .setName("coefficient" + power)
                  .setType(Parameter.Type.OTHER)
                  .optInitializer(Initializer.ZEROS)
                  .build()));
    }
  }

  /** Returns the degree. */
  public int degree() {
    return coefficients.size() - 1;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> options) {
    NDArray x = inputs.singletonOrThrow();
    NDArray sum = x.mul(value(parameters, degree(), x, training));
    for (int power = degree() - 1; power > 0; power--) {
      sum = sum.add(value(parameters, power, x, training)).mul(x);
    }
    return new NDList(sum.add(value(parameters, 0, x, training)));
  }

  private NDArray value(ParameterStore parameters, int power, NDArray x, boolean training) {
    return parameters.getValue(coefficients.get(power), x.getDevice(), training);
  }

  /**
   * Replaces the coefficients.
   *
   * @param values shape (degree + 1, units): a unit is the layer, a channel or an element
   */
  public void setCoefficients(double[][] values) {
    for (int power = 0; power <= degree(); power++) {
      float[] converted = new float[values[power].length];
      for (int unit = 0; unit < converted.length; unit++) {
        converted[unit] = (float) values[power][unit];
      }
      coefficients.get(power).getArray().set(converted);
    }
  }

  /** Returns a copy of the coefficients, shape (degree + 1, units). */
  public double[][] coefficients() {
    double[][] values = new double[degree() + 1][];
    for (int power = 0; power < values.length; power++) {
      values[power] = Values.of(coefficients.get(power));
    }
    return values;
  }

  @Override
  protected void prepare(Shape[] inputShapes) {
    Shape coefficientShape = Shapes.djl(granularity.coefficientShape(Shapes.image(inputShapes[0])));
    coefficients.forEach(parameter -> parameter.setShape(coefficientShape));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    // It has none.
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}
