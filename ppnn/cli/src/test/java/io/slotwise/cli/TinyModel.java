package io.slotwise.cli;

import io.slotwise.model.Convolution;
import io.slotwise.model.Dense;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.PolynomialActivation;
import io.slotwise.model.Preprocessing;
import io.slotwise.model.Reshape;
import io.slotwise.model.Shape;
import io.slotwise.model.Tensor;
import io.slotwise.model.Window;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.jetbrains.bio.npy.NpyFile;

/** Networks small enough for tests, and inputs for them. Always the same. */
final class TinyModel {
  static final Shape INPUT = Shape.of(1, 3, 4);
  static final int SCORES = 3;
  private static final int HIDDEN = 5;
  private static final long SEED = 7;

  private TinyModel() {}

  /** Dense, square, dense; declares inputs from 0 to 1. */
  static Network square() {
    return squares(1).preprocessing(declaring(0, 1)).build();
  }

  /** Convolution to two channels, square, dense; declares inputs from 0 to 1. */
  static Network convolution() {
    double[] weights = new Random(SEED).doubles(2 * 9, -0.5, 0.5).toArray();
    Shape hidden = Shape.of(2, 3, 4);
    return Network.builder(INPUT)
        .then(
            new Convolution(
                "convolution",
                Tensor.of(weights, 2, 1, 3, 3),
                new double[] {0.1, -0.2},
                Window.of(3, 3, 1).withPads(1, 1, 1, 1),
                1))
        .then(PolynomialActivation.layerWise("square", hidden, 0, 0, 1))
        .then(new Reshape("flatten", Shape.of(hidden.size())))
        .then(dense("scores", SCORES, hidden.size()))
        .preprocessing(declaring(0, 1))
        .build();
  }

  /** {@link #square()} without a declared range. */
  static Network withoutRange() {
    return squares(1).build();
  }

  /** So many squares in a row that no parameters hold them. */
  static Network tooDeep() {
    return squares(40).preprocessing(declaring(0, 1)).build();
  }

  /** Wide enough that evaluating it takes long. */
  static Network slow(int width) {
    return Network.builder(Shape.of(width))
        .then(dense("first", width, width))
        .then(PolynomialActivation.layerWise("square", Shape.of(width), 0, 0, 1))
        .then(dense("last", SCORES, width))
        .preprocessing(declaring(0, 1))
        .build();
  }

  private static Network.Builder squares(int count) {
    Network.Builder builder =
        Network.builder(INPUT).then(new Reshape("flatten", Shape.of(INPUT.size())));
    int width = INPUT.size();
    for (int i = 0; i < count; i++) {
      builder.then(dense("dense" + i, HIDDEN, width));
      builder.then(PolynomialActivation.layerWise("square" + i, Shape.of(HIDDEN), 0, 0, 1));
      width = HIDDEN;
    }
    return builder.then(dense("scores", SCORES, HIDDEN));
  }

  private static Preprocessing declaring(double low, double high) {
    return Preprocessing.NONE.withRange(new InputRange(low, high));
  }

  private static Dense dense(String name, int outputs, int inputs) {
    Random random = new Random(SEED);
    double[] weights = random.doubles((long) outputs * inputs, -0.5, 0.5).toArray();
    return new Dense(
        name, Tensor.of(weights, outputs, inputs), random.doubles(outputs, -0.5, 0.5).toArray());
  }

  /** Inputs from 0 to 1, of shape (images, features). */
  static double[][] inputs(int images, int features) {
    Random random = new Random(SEED);
    return IntStream.range(0, images)
        .mapToObj(image -> random.doubles(features).toArray())
        .toArray(double[][]::new);
  }

  /** Writes inputs in the shape that the networks here take. */
  static Path write(double[][] inputs, Path file) {
    double[] flat =
        IntStream.range(0, inputs.length)
            .boxed()
            .flatMapToDouble(image -> java.util.Arrays.stream(inputs[image]))
            .toArray();
    NpyFile.write(file, flat, new int[] {inputs.length, 1, 3, 4});
    return file;
  }
}
