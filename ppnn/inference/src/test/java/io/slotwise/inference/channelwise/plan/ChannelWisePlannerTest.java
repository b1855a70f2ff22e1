package io.slotwise.inference.channelwise.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.inference.channelwise.layout.ChannelPacking;
import io.slotwise.inference.channelwise.program.SlotProgram;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.plan.PlanRefusedException;
import io.slotwise.inference.plan.SecurityLimits;
import io.slotwise.model.AveragePooling;
import io.slotwise.model.Convolution;
import io.slotwise.model.Dense;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.PolynomialActivation;
import io.slotwise.model.Reshape;
import io.slotwise.model.Shape;
import io.slotwise.model.Tensor;
import io.slotwise.model.Window;
import io.slotwise.openfhe.SecurityLevel;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChannelWisePlannerTest {
  private static final InputRange RANGE = new InputRange(0, 1);

  @ParameterizedTest
  @EnumSource(ChannelPacking.class)
  void cryptoNetsShapeFitsRingDimension8192(ChannelPacking packing) {
    Network network = cryptoNets();
    ChannelWiseOptions options = ChannelWiseOptions.of(packing).withSampledBounds();
    ChannelWisePlan plan = ChannelWisePlanner.plan(network, RANGE, options);
    RingParameters parameters = plan.server().terms().parameters();
    ChannelWiseReport report = plan.server().report();
    assertThat(parameters.ringDimension()).isEqualTo(8192);
    assertThat(parameters.multiplicativeDepth()).isEqualTo(5);
    assertThat(parameters.securityLevel()).isEqualTo(SecurityLevel.HEStd_128_classic);
    assertThat(parameters.modulusBits()).isLessThanOrEqualTo(SecurityLimits.modulusBits(8192));
    assertThat(report.provenBounds()).isFalse();
    assertThat(report.predictedError()).isLessThanOrEqualTo(0.01 * report.scoreRange());
    assertThat(report.keySwitches()).isLessThanOrEqualTo(110);
    assertThat(report.weightBytes()).isLessThan(128 << 20);
    assertThat(report.inputCiphertexts()).isEqualTo(1);
  }

  @Test
  void planningCanBeCancelled() {
    ChannelWiseOptions options = ChannelWiseOptions.of(ChannelPacking.MULTIPLEXED);
    RunOptions cancelled = RunOptions.defaults().withCancellation(() -> true);
    assertThatThrownBy(() -> ChannelWisePlanner.plan(cryptoNets(), RANGE, options, cancelled))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void multiplexingTakesFewerOperations() {
    ChannelWiseReport one = report(ChannelPacking.ONE_CHANNEL);
    ChannelWiseReport multiplexed = report(ChannelPacking.MULTIPLEXED);
    assertThat(multiplexed.keySwitches()).isLessThan(one.keySwitches());
    assertThat(multiplexed.weightBytes()).isLessThan(one.weightBytes());
  }

  private static ChannelWiseReport report(ChannelPacking packing) {
    return ChannelWisePlanner.plan(cryptoNets(), RANGE, ChannelWiseOptions.of(packing))
        .server()
        .report();
  }

  @Test
  void theSameRequestGivesTheSamePlan() {
    ChannelWiseOptions options = ChannelWiseOptions.of(ChannelPacking.MULTIPLEXED);
    ChannelWisePlan first = ChannelWisePlanner.plan(cryptoNets(), RANGE, options);
    ChannelWisePlan second = ChannelWisePlanner.plan(cryptoNets(), RANGE, options);
    assertThat(second.server().fingerprint()).isEqualTo(first.server().fingerprint());
  }

  @Test
  void onlyKeysThatAreUsedAreAskedFor() {
    ChannelWiseOptions options = ChannelWiseOptions.of(ChannelPacking.MULTIPLEXED);
    ChannelWisePlan plan = ChannelWisePlanner.plan(cryptoNets(), RANGE, options);
    SlotProgram program = plan.server().program();
    assertThat(plan.client().rotationSteps())
        .containsExactlyElementsOf(program.rotationSteps())
        .doesNotContain(0);
    Network linear =
        Network.builder(Shape.of(4))
            .then(new Dense("dense", Tensor.of(new double[] {1, 2, 3, 4}, 1, 4), new double[1]))
            .build();
    ChannelWisePlan withoutProducts = ChannelWisePlanner.plan(linear, RANGE, options);
    assertThat(withoutProducts.client().relinearizes()).isFalse();
  }

  @Test
  void productsThatNothingRotatesAreNotRelinearized() {
    Network network =
        Network.builder(Shape.of(3))
            .then(PolynomialActivation.layerWise("square", Shape.of(3), 0, 0, 1))
            .build();
    ChannelWiseOptions options =
        ChannelWiseOptions.of(ChannelPacking.MULTIPLEXED).withRelativeError(0.5);
    ChannelWisePlan plan = ChannelWisePlanner.plan(network, RANGE, options);
    assertThat(plan.client().relinearizes()).isFalse();
    assertThat(plan.client().rotationSteps()).isEmpty();
    assertThat(plan.server().program().output().components()).isEqualTo(3);
  }

  @Test
  void networksTooDeepAreRefusedWithNumbers() {
    Network.Builder builder = Network.builder(Shape.of(2));
    for (int i = 0; i < 30; i++) {
      builder.then(PolynomialActivation.layerWise("square", Shape.of(2), 0, 0, 1));
    }
    ChannelWiseOptions options = ChannelWiseOptions.of(ChannelPacking.MULTIPLEXED);
    assertThatThrownBy(() -> ChannelWisePlanner.plan(builder.build(), RANGE, options))
        .isInstanceOf(PlanRefusedException.class)
        .hasMessageContaining("30 levels")
        .hasMessageContaining("880 at ring dimension 32768");
  }

  @Test
  void imagesTooLargeAreRefusedWithNumbers() {
    Network network =
        Network.builder(Shape.of(1, 200, 200))
            .then(new AveragePooling("pool", Window.of(2, 2, 2), false, false))
            .build();
    ChannelWiseOptions options = ChannelWiseOptions.of(ChannelPacking.MULTIPLEXED);
    assertThatThrownBy(() -> ChannelWisePlanner.plan(network, RANGE, options))
        .isInstanceOf(PlanRefusedException.class)
        .hasMessageContaining("65536 slots")
        .hasMessageContaining("16384");
  }

  @Test
  void weightsThatMustBeFactoredTakeALargerRing() {
    Network network =
        new ConvolutionalNetworks(12).withLayerWiseActivations().network(3, 15, 17, 8, 2);
    ChannelWiseOptions options =
        ChannelWiseOptions.of(ChannelPacking.ONE_CHANNEL)
            .withSampledBounds()
            .withRelativeError(0.0025);
    assertThat(ringDimension(network, options)).isEqualTo(8192);
    assertThat(ringDimension(network, options.withWeightMemory(0))).isEqualTo(16384);
  }

  private static int ringDimension(Network network, ChannelWiseOptions options) {
    ChannelWisePlan plan = ChannelWisePlanner.plan(network, new InputRange(-1, 1), options);
    ChannelWiseReport report = plan.server().report();
    assertThat(report.predictedError()).isLessThanOrEqualTo(0.0025 * report.scoreRange());
    return plan.server().terms().parameters().ringDimension();
  }

  @Test
  void insecureFactoringThatErrsTooMuchIsRefused() {
    Network network =
        new ConvolutionalNetworks(6).withLayerWiseActivations().network(3, 9, 10, 6, 1);
    ChannelWiseOptions options =
        ChannelWiseOptions.of(ChannelPacking.ONE_CHANNEL)
            .withSampledBounds()
            .withRelativeError(1e-7);
    ChannelWisePlanner.planInsecurely(network, RANGE, options, 1024);
    assertThatThrownBy(
            () ->
                ChannelWisePlanner.planInsecurely(
                    network, RANGE, options.withWeightMemory(100), 1024))
        .isInstanceOf(PlanRefusedException.class)
        .hasMessageContaining("at ring dimension 1024")
        .hasMessageContaining("do not fit into 100 bytes");
  }

  /** 5 maps of 5x5 with stride 2 on 28x28, then 100 and 10 units, squares between. */
  private static Network cryptoNets() {
    Random random = new Random(1);
    return Network.builder(Shape.of(1, 28, 28))
        .then(
            new Convolution(
                "convolution",
                Tensor.of(numbers(random, 125, 0.3), 5, 1, 5, 5),
                new double[5],
                Window.of(5, 5, 2).withPads(1, 1, 1, 1),
                1))
        .then(PolynomialActivation.layerWise("square", Shape.of(5, 13, 13), 0, 0, 1))
        .then(new Reshape("flatten", Shape.of(845)))
        .then(dense(random, 845, 100))
        .then(PolynomialActivation.layerWise("square", Shape.of(100), 0, 0, 1))
        .then(dense(random, 100, 10))
        .build();
  }

  private static Dense dense(Random random, int inputs, int outputs) {
    double[] weights = numbers(random, inputs * outputs, 1 / Math.sqrt(inputs));
    return new Dense("dense", Tensor.of(weights, outputs, inputs), new double[outputs]);
  }

  private static double[] numbers(Random random, int count, double scale) {
    return random.doubles(count, -scale, scale).toArray();
  }
}
