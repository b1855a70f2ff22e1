package io.slotwise.model.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.model.Affine;
import io.slotwise.model.AveragePooling;
import io.slotwise.model.BatchNormalization;
import io.slotwise.model.Convolution;
import io.slotwise.model.Dense;
import io.slotwise.model.Layer;
import io.slotwise.model.Network;
import io.slotwise.model.PolynomialActivation;
import io.slotwise.model.Reshape;
import io.slotwise.model.Shape;
import io.slotwise.model.Sum;
import io.slotwise.model.Tensor;
import io.slotwise.model.Window;
import io.slotwise.model.evaluation.NetworkEvaluator;
import io.slotwise.model.evaluation.ProgramEvaluator;
import io.slotwise.model.onnx.OnnxReader;
import io.slotwise.model.program.DenseBlock;
import io.slotwise.model.program.DiagonalBlock;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import io.slotwise.model.testing.Agreement;
import io.slotwise.model.testing.RandomModel;
import io.slotwise.model.testing.RandomModels;
import java.io.ByteArrayInputStream;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Programs compute what their networks compute, in the form that packings want. */
class LoweringTest {
  private final Random random = new Random(1);

  @Test
  void programsOfRandomNetworksAgreeWithThem() throws Exception {
    for (long seed = 0; seed < 400; seed++) {
      RandomModel model = RandomModels.generate(seed);
      Network network = OnnxReader.read(new ByteArrayInputStream(model.bytes()), "model");
      double[][] expected = NetworkEvaluator.of(network).evaluate(model.images());

      Program plain = Lowering.lowerPlainly(network);
      Program program = Lowering.lower(network);

      String what = model.description();
      Agreement.require(what, evaluate(plain, model.images()), expected, 1e-10);
      Agreement.require(what, evaluate(program, model.images()), expected, 1e-9);
      assertThat(program.multiplyAdds()).as(what).isLessThanOrEqualTo(plain.multiplyAdds());
    }
  }

  @Test
  void aConvolutionIsOneBlockAPositionWithSharedWeights() {
    Network network =
        Network.builder(Shape.of(1, 28, 28))
            .then(convolution(5, 1, 5, Window.of(5, 5, 2).withPads(1, 1, 1, 1), 1))
            .then(PolynomialActivation.layerWise("square", Shape.of(5, 13, 13), 0, 0, 1))
            .then(new Reshape("flatten", Shape.of(845)))
            .then(dense(100, 845))
            .then(PolynomialActivation.layerWise("square2", Shape.of(100), 0, 0, 1))
            .then(dense(10, 100))
            .build();

    Program program = requireAgreement(network);

    assertThat(program.operations()).hasSize(5);
    LinearOperation first = linear(program, 0);
    assertThat(first.blocks()).hasSize(169);
    assertThat(sharedArrays(first)).hasSize(1);
    assertThat(((DenseBlock) first.blocks().getFirst()).gather()).hasSize(25).startsWith(-1, -1);
    assertThat(program.multiplyAdds()).isEqualTo(169 * 125 + 84_500 + 1000);
  }

  @Test
  void batchNormalisationGoesIntoTheConvolutionBeforeIt() {
    Network network =
        Network.builder(Shape.of(2, 6, 6))
            .then(convolution(3, 2, 3, Window.of(3, 3, 1).withPads(1, 1, 1, 1), 1))
            .then(normalization(3))
            .then(PolynomialActivation.layerWise("square", Shape.of(3, 6, 6), 0, 0, 1))
            .build();

    Program program = requireAgreement(network);

    assertThat(program.operations()).hasSize(2);
    assertThat(sharedArrays(linear(program, 0))).hasSize(1);
    assertThat(program.operations().getFirst().name()).isEqualTo("conv+norm");
  }

  @Test
  void batchNormalisationGoesIntoTheConvolutionAfterItWherePossible() {
    Network network =
        Network.builder(Shape.of(2, 6, 6))
            .then(PolynomialActivation.layerWise("square", Shape.of(2, 6, 6), 0, 0, 1))
            .then(normalization(2))
            .then(convolution(3, 2, 3, Window.of(3, 3, 1).withPads(1, 1, 1, 1), 1))
            .build();

    Program program = requireAgreement(network);

    assertThat(program.operations()).hasSize(2);
    assertThat(((PolynomialOperation) program.operations().getFirst()).coefficients()[2])
        .containsOnly(1);
    assertThat(sharedArrays(linear(program, 1))).hasSize(1);
  }

  @Test
  void scalingByElementGoesIntoThePolynomial() {
    Shape shape = Shape.of(2, 4, 4);
    Affine affine =
        new Affine("affine", new Tensor(shape, numbers(32)), new Tensor(shape, numbers(32)));
    Network before =
        Network.builder(Shape.of(2, 6, 6))
            .then(convolution(2, 2, 3, Window.of(3, 3, 1), 1))
            .then(affine)
            .then(PolynomialActivation.layerWise("poly", shape, 1, 2, 3, 4))
            .build();
    Network after =
        Network.builder(shape)
            .then(PolynomialActivation.layerWise("poly", shape, 1, 2, 3))
            .then(affine)
            .then(convolution(2, 2, 3, Window.of(3, 3, 1), 1))
            .build();

    Program programBefore = requireAgreement(before);
    Program programAfter = requireAgreement(after);

    assertThat(programBefore.operations()).hasSize(2);
    assertThat(sharedArrays(linear(programBefore, 0))).hasSize(1);
    assertThat(programAfter.operations()).hasSize(2);
    assertThat(sharedArrays(linear(programAfter, 1))).hasSize(1);
  }

  @Test
  void overlappingPoolingGoesIntoTheDenseLayerAfterIt() {
    Network network =
        Network.builder(Shape.of(5, 13, 13))
            .then(pooling(3, 1))
            .then(new Reshape("flatten", Shape.of(605)))
            .then(dense(20, 605))
            .build();

    Program program = requireAgreement(network);

    assertThat(program.operations()).hasSize(1);
    assertThat(linear(program, 0).blocks()).hasSize(1);
    assertThat(program.multiplyAdds()).isEqualTo(20 * 845);
  }

  @Test
  void poolingByTwoStaysBeforeAConvolution() {
    Network network =
        Network.builder(Shape.of(2, 8, 8))
            .then(pooling(2, 2))
            .then(convolution(4, 2, 3, Window.of(3, 3, 1).withPads(1, 1, 1, 1), 1))
            .build();

    Program program = requireAgreement(network);

    assertThat(program.operations()).hasSize(2);
    assertThat(linear(program, 0).blocks()).hasSize(32);
    assertThat(linear(program, 0).blocks().getFirst().outputRows()).hasSize(1);
  }

  @Test
  void poolingAfterAConvolutionIsAWiderConvolution() {
    Network network =
        Network.builder(Shape.of(2, 12, 12))
            .then(convolution(4, 2, 3, Window.of(3, 3, 1), 1))
            .then(pooling(2, 2))
            .build();

    Program program = requireAgreement(network);

    assertThat(program.operations()).hasSize(1);
    assertThat(linear(program, 0).blocks()).hasSize(25);
    assertThat(sharedArrays(linear(program, 0))).hasSize(1);
    assertThat(program.multiplyAdds()).isEqualTo(25 * 4 * 2 * 16);
  }

  @Test
  void aDepthwiseConvolutionIsOneRowABlock() {
    Network network =
        Network.builder(Shape.of(3, 6, 6))
            .then(convolution(3, 1, 3, Window.of(3, 3, 1).withPads(1, 1, 1, 1), 3))
            .build();

    Program program = requireAgreement(network);

    assertThat(linear(program, 0).blocks()).hasSize(108);
    assertThat(linear(program, 0).blocks()).allMatch(b -> b.outputRows().length == 1);
    assertThat(sharedArrays(linear(program, 0))).hasSize(3);
  }

  @Test
  void aResidualConnectionIsOneOperationOfTwoInputs() {
    Network.Builder builder = Network.builder(Shape.of(2, 6, 6));
    int x = builder.add(PolynomialActivation.layerWise("square", Shape.of(2, 6, 6), 0, 0, 1), 0);
    int y = builder.add(convolution(2, 2, 3, Window.of(3, 3, 1).withPads(1, 1, 1, 1), 1), x);
    int z = builder.add(PolynomialActivation.layerWise("square2", Shape.of(2, 6, 6), 1, 2, 3), y);
    int w = builder.add(convolution(2, 2, 3, Window.of(3, 3, 1).withPads(1, 1, 1, 1), 1), z);
    builder.add(new Sum("sum", List.of(1.0, 0.5)), w, x);

    Program program = requireAgreement(builder.build());

    LinearOperation last = linear(program, 3);
    assertThat(last.inputs()).hasSize(2);
    assertThat(last.blocks()).hasSize(37);
    assertThat(last.blocks().getLast()).isInstanceOf(DiagonalBlock.class);
    assertThat(sharedArrays(last)).hasSize(1);
  }

  private Program requireAgreement(Network network) {
    double[][] images = new double[3][];
    for (int i = 0; i < images.length; i++) {
      images[i] = numbers(network.inputShape().size());
    }
    Program program = Lowering.lower(network);
    double[][] expected = NetworkEvaluator.of(network).evaluate(images);
    Agreement.require("lowered", evaluate(program, images), expected, 1e-10);
    return program;
  }

  private static double[][] evaluate(Program program, double[][] images) {
    return ProgramEvaluator.of(program).withThreads(1).evaluate(images);
  }

  private static LinearOperation linear(Program program, int index) {
    return (LinearOperation) program.operations().get(index);
  }

  private static Set<Object> sharedArrays(LinearOperation operation) {
    Set<Object> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    for (var block : operation.blocks()) {
      if (block instanceof DenseBlock dense) {
        arrays.add(dense.weights());
      }
    }
    return arrays;
  }

  private double[] numbers(int count) {
    return random.doubles(count, -1, 1).toArray();
  }

  private Layer convolution(int outputs, int groupChannels, int kernel, Window window, int groups) {
    Tensor weights =
        Tensor.of(
            numbers(outputs * groupChannels * kernel * kernel),
            outputs,
            groupChannels,
            kernel,
            kernel);
    return new Convolution("conv", weights, numbers(outputs), window, groups);
  }

  private Layer dense(int outputs, int inputs) {
    return new Dense(
        "dense", Tensor.of(numbers(outputs * inputs), outputs, inputs), numbers(outputs));
  }

  private Layer normalization(int channels) {
    return new BatchNormalization("norm", numbers(channels), numbers(channels));
  }

  private static Layer pooling(int kernel, int stride) {
    return new AveragePooling("pool", Window.of(kernel, kernel, stride), false, false);
  }
}
