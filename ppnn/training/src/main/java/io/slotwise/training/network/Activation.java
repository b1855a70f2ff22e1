package io.slotwise.training.network;

import ai.djl.ndarray.NDArray;
import io.slotwise.training.choice.Choice;
import java.util.List;
import java.util.Locale;

/** The activations that can be trained with, by name. */
public enum Activation implements Choice {
  /** The plain square x², without coefficients. */
  SQUARE {
    @Override
    NDArray apply(NDArray input) {
      return input.square();
    }

    @Override
    public double[] coefficients() {
      return new double[] {0, 0, 1};
    }
  };

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

  /** Returns the polynomial's coefficients, lowest degree first. */
  public abstract double[] coefficients();

  /** Applies the activation element by element; the result belongs to the input's manager. */
  abstract NDArray apply(NDArray input);
}
