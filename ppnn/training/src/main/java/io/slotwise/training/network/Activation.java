package io.slotwise.training.network;

import io.slotwise.model.Shape;
import io.slotwise.training.choice.Choice;
import java.util.List;
import java.util.Locale;

/** The activations that can be trained with, by name. */
public enum Activation implements Choice {
  /** max(0, x): for teachers and for networks to start from; it cannot be evaluated encrypted. */
  RELU,
  /** The plain square x², without coefficients. */
  SQUARE,
  /** A trained polynomial, the same for all of a layer. */
  LAYER,
  /** A trained polynomial for each channel. */
  CHANNEL,
  /** A trained polynomial for each element, as element-wise packing evaluates at no extra cost. */
  ELEMENT;

  /**
   * Finds an activation by its command-line name.
   *
   * @param name such as {@code square}
   * @return the activation
   * @throws IllegalArgumentException if there is none of that name; the message lists those there
   *     are
   */
  public static Activation named(String name) {
    return Choice.named(List.of(values()), "activation", name);
  }

  @Override
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is a polynomial with trained coefficients. */
  public boolean hasCoefficients() {
    return this == LAYER || this == CHANNEL || this == ELEMENT;
  }

  /**
   * Returns the shape of each power's coefficients: one dimension for each of the input's, of size
   * 1 where a coefficient is shared.
   *
   * @param input shape of what the activation is given, without the batch
   * @throws IllegalStateException if it has no coefficients
   */
  public Shape coefficientShape(Shape input) {
    int[] dimensions = new int[input.rank()];
    for (int axis = 0; axis < dimensions.length; axis++) {
      boolean own =
          switch (this) {
            case ELEMENT -> true;
            case CHANNEL -> axis == 0;
            case LAYER -> false;
            case RELU, SQUARE -> throw new IllegalStateException(id() + " has no coefficients");
          };
      dimensions[axis] = own ? input.get(axis) : 1;
    }
    return Shape.of(dimensions);
  }
}
