package io.slotwise.inference.channelwise.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.slotwise.inference.channelwise.layout.ChannelPacking;
import io.slotwise.inference.channelwise.plan.ChannelWiseClientPlan;
import io.slotwise.inference.channelwise.plan.ChannelWiseOptions;
import io.slotwise.inference.channelwise.plan.ChannelWisePlan;
import io.slotwise.inference.channelwise.plan.ChannelWisePlanner;
import io.slotwise.inference.channelwise.plan.ChannelWiseServerPlan;
import io.slotwise.inference.channelwise.plan.ChannelWiseTerms;
import io.slotwise.inference.channelwise.plan.ConvolutionalNetworks;
import io.slotwise.inference.channelwise.plan.InsecurePlans;
import io.slotwise.inference.channelwise.program.HeldWeights;
import io.slotwise.inference.channelwise.program.MaskedSums;
import io.slotwise.inference.channelwise.program.PatternSums;
import io.slotwise.inference.channelwise.program.WeightMemory;
import io.slotwise.inference.channelwise.protocol.EncryptedImages;
import io.slotwise.inference.channelwise.protocol.EvaluationKeys;
import io.slotwise.inference.channelwise.server.ChannelWiseServer;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.file.SlotwiseFileException;
import io.slotwise.inference.plan.PlanRefusedException;
import io.slotwise.model.Dense;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.PolynomialActivation;
import io.slotwise.model.Shape;
import io.slotwise.model.Sum;
import io.slotwise.model.Tensor;
import io.slotwise.model.data.InputBatch;
import io.slotwise.model.evaluation.NetworkEvaluator;
import io.slotwise.model.onnx.OnnxReader;
import io.slotwise.model.testing.RandomModel;
import io.slotwise.model.testing.RandomModels;
import io.slotwise.model.testing.ReferenceRuntime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Client and server of channel-wise packing, from keys to scores. */
class ChannelWiseRolesTest {
  private static final RunOptions OPTIONS = RunOptions.defaults().withThreads(2);
  private static final long PLENTY = 1L << 30;

  @ParameterizedTest
  @EnumSource(ChannelPacking.class)
  void insecureConvolutionsAgreeWithPlaintext(ChannelPacking packing) {
    for (long seed = 1; seed <= 4; seed++) {
      ConvolutionalNetworks networks = new ConvolutionalNetworks(seed);
      Network network = networks.network();
      double[][] images = networks.images(network, 2);
      ChannelWisePlan plan = InsecurePlans.plan(network, packing, 2048);
      double[][] expected = NetworkEvaluator.of(network).withThreads(1).evaluate(images);
      assertAgree(
          networks.description(), scores(plan, network.inputShape(), images), expected, plan, 0);
    }
  }

  @ParameterizedTest
  @EnumSource(ChannelPacking.class)
  void insecureModelsAgreeWithOnnxRuntime(ChannelPacking packing) throws OrtException, IOException {
    agreeWithOnnxRuntime(packing, 1, 8);
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(ChannelPacking.class)
  void manyInsecureModelsAgreeWithOnnxRuntime(ChannelPacking packing)
      throws OrtException, IOException {
    agreeWithOnnxRuntime(packing, 1000, 60);
  }

  private static void agreeWithOnnxRuntime(ChannelPacking packing, long firstSeed, int models)
      throws OrtException, IOException {
    int refused = 0;
    for (long seed = firstSeed; seed < firstSeed + models; seed++) {
      RandomModel model = RandomModels.generate(seed);
      Network network =
          OnnxReader.read(new ByteArrayInputStream(model.bytes()), model.description());
      try {
        ChannelWisePlan plan = InsecurePlans.plan(network, packing, 1024);
        double[][] expected =
            ReferenceRuntime.evaluate(model.bytes(), model.images(), model.inputShape());
        double[][] actual = scores(plan, model.inputShape(), model.images());
        assertAgree(model.description(), actual, expected, plan, 1e-4);
      } catch (PlanRefusedException e) {
        refused++;
      }
    }
    assertThat(refused).isLessThanOrEqualTo(models / 4);
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(ChannelPacking.class)
  void securePlansAgreeWithPlaintext(ChannelPacking packing) {
    ConvolutionalNetworks networks = new ConvolutionalNetworks(7);
    Network network = networks.network(3, 15, 17, 8, 2);
    double[][] images = networks.images(network, 2);
    ChannelWisePlan plan =
        ChannelWisePlanner.plan(network, new InputRange(-1, 1), ChannelWiseOptions.of(packing));
    double[][] expected = NetworkEvaluator.of(network).withThreads(1).evaluate(images);
    assertAgree(
        networks.description(), scores(plan, network.inputShape(), images), expected, plan, 0);
  }

  @Test
  void insecureWeightsThatDoNotFitAreEncodedAtUse() {
    Scenario scenario = new Scenario();
    try (ChannelWiseClient client = ChannelWiseClient.generate(scenario.plan.client());
        ChannelWiseServer server = server(scenario.plan.server(), client.evaluationKeys(), 0);
        EncryptedImages images = client.encrypt(scenario.batch, OPTIONS);
        EncryptedImages scores = server.evaluate(images, OPTIONS)) {
      assertThat(server.weightBytes()).isZero();
      scenario.assertAgrees(client.decrypt(scores, OPTIONS));
    }
  }

  @Test
  void insecureValuesAreThereForAllThatReadThem() {
    Shape shape = Shape.of(4);
    Network.Builder builder = Network.builder(shape);
    builder.then(dense(1, 4)).then(PolynomialActivation.layerWise("first", shape, 0, 0, 1));
    int early = builder.last();
    builder.then(dense(2, 4)).then(PolynomialActivation.layerWise("second", shape, 0, 0, 1));
    builder.add(new Sum("skip", List.of(1.0, 1.0)), builder.last(), early);
    Network network = builder.then(dense(3, 2)).build();
    double[][] images = {{0.1, 0.9, -0.5, 0.4}};
    double[][] expected = NetworkEvaluator.of(network).withThreads(1).evaluate(images);
    for (ChannelPacking packing : ChannelPacking.values()) {
      ChannelWisePlan plan = InsecurePlans.plan(network, packing, 1024);
      double[][] actual = scores(plan, network.inputShape(), images);
      assertAgree("a skip connection", actual, expected, plan, 0);
    }
  }

  /** The rounding of a third component meets the square of the secret. */
  @Test
  void insecureProductsAreRelinearisedWhereTheirNoiseIsTooLarge() {
    PolynomialActivation square = PolynomialActivation.layerWise("square", Shape.of(64), 0, 0, 1);
    Network network = Network.builder(Shape.of(4)).then(dense(1, 64)).then(square).build();
    double[][] images = {{0.1, 0.9, -0.5, 0.4}};
    double[][] expected = NetworkEvaluator.of(network).withThreads(1).evaluate(images);
    ChannelWiseOptions options = ChannelWiseOptions.of(ChannelPacking.MULTIPLEXED);
    ChannelWisePlan lazy = InsecurePlans.plan(network, options, 1024);
    double share = lazy.client().predictedError() / lazy.server().report().scoreRange();
    ChannelWisePlan precise =
        InsecurePlans.plan(network, options.withRelativeError(share / 2), 1024);

    assertThat(lazy.client().relinearizes()).isFalse();
    assertThat(precise.client().relinearizes()).isTrue();
    for (ChannelWisePlan plan : List.of(lazy, precise)) {
      double[][] actual = scores(plan, network.inputShape(), images);
      double predicted = plan.client().predictedError();
      assertThat(largestError(expected, actual)).isBetween(predicted / 50, predicted);
    }
  }

  private static Dense dense(long seed, int outputs) {
    double[] weights = new Random(seed).doubles(4L * outputs, -1, 1).toArray();
    return new Dense("dense " + seed, Tensor.of(weights, outputs, 4), new double[outputs]);
  }

  @Test
  void theErrorOfInsecureFactoredWeightsIsPredicted() {
    for (long seed = 1; seed <= 8; seed++) {
      ConvolutionalNetworks networks = new ConvolutionalNetworks(seed).withLayerWiseActivations();
      Network network = networks.network(3, 9, 10, 6, 1);
      ChannelWisePlan keeping = InsecurePlans.plan(network, ChannelPacking.ONE_CHANNEL, 1024);
      ChannelWisePlan factoring =
          InsecurePlans.planWithoutWeightMemory(network, ChannelPacking.ONE_CHANNEL, 1024);
      // At 45 bits of scaling factor nothing else is as large.
      assertThat(factoring.client().predictedError())
          .isGreaterThan(100 * keeping.client().predictedError());
      assertFactoringErrorIsPredicted(networks, network, factoring, 0);
    }
  }

  @Test
  void theErrorOfInsecureMultiplesOfPatternsIsPredicted() {
    for (long seed = 1; seed <= 8; seed++) {
      ConvolutionalNetworks networks = new ConvolutionalNetworks(seed).withElementWiseActivations();
      Network network = networks.twoConvolutions(2, 9, 10, 6, 7);
      ChannelWisePlan keeping = InsecurePlans.plan(network, ChannelPacking.ONE_CHANNEL, 1024);
      ChannelWisePlan factoring =
          InsecurePlans.planWithoutWeightMemory(network, ChannelPacking.ONE_CHANNEL, 1024);
      assertThat(forms(factoring, 0)).contains(MaskedSums.class, PatternSums.class);
      assertThat(factoring.client().predictedError())
          .isGreaterThan(100 * keeping.client().predictedError());
      assertFactoringErrorIsPredicted(networks, network, factoring, 0);
    }
  }

  @Test
  void insecurePatternsAreKeptInWhatMemoryThereIs() {
    ConvolutionalNetworks networks = new ConvolutionalNetworks(2).withElementWiseActivations();
    Network network = networks.twoConvolutions(2, 9, 10, 6, 7);
    ChannelWisePlan keeping = InsecurePlans.plan(network, ChannelPacking.ONE_CHANNEL, 1024);
    long memory = keeping.server().report().weightBytes() / 2;
    ChannelWiseOptions options =
        ChannelWiseOptions.of(ChannelPacking.ONE_CHANNEL).withWeightMemory(memory);
    ChannelWisePlan plan = InsecurePlans.plan(network, options, 1024);
    assertThat(forms(plan, memory)).contains(PatternSums.class);
    try (ChannelWiseClient client = ChannelWiseClient.generate(plan.client());
        ChannelWiseServer server = server(plan.server(), client.evaluationKeys(), memory)) {
      assertThat(server.weightBytes())
          .isEqualTo(plan.server().report().weightBytes())
          .isPositive()
          .isLessThanOrEqualTo(memory);
    }
    assertFactoringErrorIsPredicted(networks, network, plan, memory);
  }

  /** How the weights of a plan's maps are factored. */
  private static List<Class<?>> forms(ChannelWisePlan plan, long weightMemory) {
    ChannelWiseTerms terms = plan.server().terms();
    long[] moduli = terms.moduli().stream().mapToLong(Long::longValue).toArray();
    int bits = terms.parameters().scalingModSize();
    List<Class<?>> forms = new ArrayList<>();
    for (HeldWeights held :
        WeightMemory.held(plan.server().program(), moduli, bits, weightMemory)) {
      if (held != null && held.factored() != null) {
        forms.add(held.factored().getClass());
      }
    }
    return forms;
  }

  @Tag("slow")
  @Test
  void theErrorOfFactoredWeightsIsPredicted() {
    ChannelWiseOptions options =
        ChannelWiseOptions.of(ChannelPacking.ONE_CHANNEL).withSampledBounds().withWeightMemory(0);
    // Those where factoring adds most to the error of everything else, about as much again.
    for (long seed : new long[] {3, 8, 12}) {
      ConvolutionalNetworks networks = new ConvolutionalNetworks(seed).withLayerWiseActivations();
      Network network = networks.network(3, 15, 17, 8, 2);
      ChannelWisePlan plan = ChannelWisePlanner.plan(network, new InputRange(-1, 1), options);
      assertFactoringErrorIsPredicted(networks, network, plan, 0);
    }
  }

  @Tag("slow")
  @Test
  void theErrorOfMultiplesOfPatternsIsPredicted() {
    ChannelWiseOptions options =
        ChannelWiseOptions.of(ChannelPacking.ONE_CHANNEL).withSampledBounds().withWeightMemory(0);
    for (long seed = 1; seed <= 3; seed++) {
      ConvolutionalNetworks networks = new ConvolutionalNetworks(seed).withElementWiseActivations();
      Network network = networks.twoConvolutions(3, 15, 17, 8, 6);
      ChannelWisePlan plan = ChannelWisePlanner.plan(network, new InputRange(-1, 1), options);
      assertThat(forms(plan, 0)).contains(PatternSums.class);
      assertFactoringErrorIsPredicted(networks, network, plan, 0);
    }
  }

  /** No score is off by more than predicted, and some by a good part of it. */
  private static void assertFactoringErrorIsPredicted(
      ConvolutionalNetworks networks, Network network, ChannelWisePlan plan, long weightMemory) {
    double[][] images = networks.images(network, 4);
    double[][] expected = NetworkEvaluator.of(network).withThreads(1).evaluate(images);
    double[][] actual = scores(plan, network.inputShape(), images, weightMemory);
    double predicted = plan.client().predictedError();
    assertThat(largestError(expected, actual))
        .as(networks.description())
        .isLessThanOrEqualTo(predicted)
        .isGreaterThan(predicted / 50);
  }

  private static double largestError(double[][] expected, double[][] actual) {
    double largest = 0;
    for (int image = 0; image < expected.length; image++) {
      for (int score = 0; score < expected[image].length; score++) {
        largest = Math.max(largest, Math.abs(actual[image][score] - expected[image][score]));
      }
    }
    return largest;
  }

  @Test
  void insecureFilesGoFromRoleToRole(@TempDir Path folder) {
    Scenario scenario = new Scenario();
    Path keys = folder.resolve("keys");
    try (ChannelWiseClient client = ChannelWiseClient.generate(scenario.plan.client())) {
      // Reading plans refuses what is not secure, so keys are saved and nothing is read back.
      client.save(keys);
      assertThatThrownBy(() -> client.save(keys)).isInstanceOf(SlotwiseFileException.class);
      Path encrypted = folder.resolve("images.swc");
      Path evaluated = folder.resolve("scores.swc");
      client.encrypt(scenario.batch, encrypted, OPTIONS);
      EvaluationKeys read =
          EvaluationKeys.read(keys.resolve("public"), scenario.plan.server().fingerprint());
      try (ChannelWiseServer server = server(scenario.plan.server(), read, PLENTY)) {
        server.evaluate(encrypted, evaluated, OPTIONS);
      }
      scenario.assertAgrees(client.decrypt(evaluated, OPTIONS));
      assertThatThrownBy(() -> client.decrypt(encrypted, OPTIONS))
          .isInstanceOf(SlotwiseFileException.class);
    }
    assertThatThrownBy(() -> ChannelWiseClient.load(keys))
        .isInstanceOf(SlotwiseFileException.class)
        .hasMessageContaining("128-bit");
  }

  @Test
  void makingKeysCanBeCancelled() {
    Scenario scenario = new Scenario();
    assertThatThrownBy(
            () ->
                ChannelWiseClient.generate(
                    scenario.plan.client(), OPTIONS.withCancellation(() -> true)))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void cancellationFreesTheServerForMore() {
    Scenario scenario = new Scenario();
    try (ChannelWiseClient client = ChannelWiseClient.generate(scenario.plan.client());
        ChannelWiseServer server = server(scenario.plan.server(), client.evaluationKeys(), PLENTY);
        EncryptedImages images = client.encrypt(scenario.batch, OPTIONS)) {
      AtomicInteger asked = new AtomicInteger();
      RunOptions cancelling = OPTIONS.withCancellation(() -> asked.incrementAndGet() > 20);
      assertThatThrownBy(() -> server.evaluate(images, cancelling))
          .isInstanceOf(CancellationException.class);
      try (EncryptedImages scores = server.evaluate(images, OPTIONS.withThreads(4))) {
        scenario.assertAgrees(client.decrypt(scores, OPTIONS));
      }
    }
  }

  @Test
  void otherPlansKeysAndImagesAreRefused() {
    Scenario scenario = new Scenario();
    ChannelWisePlan other = InsecurePlans.plan(scenario.network, ChannelPacking.ONE_CHANNEL, 1024);
    try (ChannelWiseClient client = ChannelWiseClient.generate(scenario.plan.client());
        ChannelWiseClient stranger = ChannelWiseClient.generate(other.client());
        ChannelWiseServer server = server(scenario.plan.server(), client.evaluationKeys(), PLENTY);
        EncryptedImages images = stranger.encrypt(scenario.batch, OPTIONS)) {
      assertThatThrownBy(() -> server.evaluate(images, OPTIONS))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("made for plan");
      assertThatThrownBy(() -> server(scenario.plan.server(), stranger.evaluationKeys(), PLENTY))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("made for plan");
    }
  }

  @Test
  void plansAreTheSameAfterWritingAndReading(@TempDir Path folder) {
    Network network = new ConvolutionalNetworks(3).network(2, 6, 6, 3, 1);
    ChannelWisePlan plan =
        ChannelWisePlanner.plan(
            network, new InputRange(-1, 1), ChannelWiseOptions.of(ChannelPacking.MULTIPLEXED));
    Path client = folder.resolve("client.plan");
    Path server = folder.resolve("server.plan");
    plan.client().write(client);
    plan.server().write(server);
    assertThat(ChannelWiseClientPlan.read(client))
        .usingRecursiveComparison()
        .isEqualTo(plan.client());
    ChannelWiseServerPlan read = ChannelWiseServerPlan.read(server);
    assertThat(read.fingerprint()).isEqualTo(plan.server().fingerprint());
    assertThat(read.report()).isEqualTo(plan.server().report());
    assertThatThrownBy(() -> ChannelWiseServerPlan.read(client))
        .isInstanceOf(SlotwiseFileException.class);
  }

  /** A small network with images, planned. */
  private static final class Scenario {
    final Network network;
    final ChannelWisePlan plan;
    final InputBatch batch;
    final double[][] expected;

    Scenario() {
      ConvolutionalNetworks networks = new ConvolutionalNetworks(5);
      network = networks.network(2, 9, 8, 5, 2);
      plan = InsecurePlans.plan(network, ChannelPacking.MULTIPLEXED, 1024);
      double[][] images = networks.images(network, 3);
      batch = InputBatch.ofImages(network.inputShape(), images);
      expected = NetworkEvaluator.of(network).withThreads(1).evaluate(images);
    }

    void assertAgrees(double[][] actual) {
      assertAgree("a small network", actual, expected, plan, 0);
    }
  }

  private static ChannelWiseServer server(
      ChannelWiseServerPlan plan, EvaluationKeys keys, long weightMemory) {
    return ChannelWiseServer.open(plan, keys, weightMemory, OPTIONS);
  }

  private static double[][] scores(ChannelWisePlan plan, Shape shape, double[][] images) {
    return scores(plan, shape, images, PLENTY);
  }

  private static double[][] scores(
      ChannelWisePlan plan, Shape shape, double[][] images, long weightMemory) {
    try (ChannelWiseClient client = ChannelWiseClient.generate(plan.client());
        ChannelWiseServer server = server(plan.server(), client.evaluationKeys(), weightMemory);
        EncryptedImages encrypted = client.encrypt(InputBatch.ofImages(shape, images), OPTIONS);
        EncryptedImages scores = server.evaluate(encrypted, OPTIONS)) {
      return client.decrypt(scores, OPTIONS);
    }
  }

  private static void assertAgree(
      String description,
      double[][] actual,
      double[][] expected,
      ChannelWisePlan plan,
      double singlePrecision) {
    double largest =
        Arrays.stream(expected).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElseThrow();
    double allowed = plan.client().predictedError() + singlePrecision * Math.max(1, largest);
    for (int image = 0; image < expected.length; image++) {
      for (int score = 0; score < expected[image].length; score++) {
        assertThat(actual[image][score])
            .as("score %d of image %d of %s", score, image, description)
            .isCloseTo(expected[image][score], within(allowed));
      }
    }
  }
}
