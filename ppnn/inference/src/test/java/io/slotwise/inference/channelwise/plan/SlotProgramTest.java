package io.slotwise.inference.channelwise.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.slotwise.inference.channelwise.graph.GraphLowering;
import io.slotwise.inference.channelwise.graph.SlotGraph;
import io.slotwise.inference.channelwise.layout.ChannelPacking;
import io.slotwise.inference.channelwise.layout.SlotLayout;
import io.slotwise.inference.channelwise.program.SlotEvaluator;
import io.slotwise.inference.channelwise.program.SlotProgram;
import io.slotwise.model.Network;
import io.slotwise.model.evaluation.NetworkEvaluator;
import io.slotwise.model.onnx.OnnxReader;
import io.slotwise.model.testing.RandomModel;
import io.slotwise.model.testing.RandomModels;
import io.slotwise.openfhe.SecurityLevel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs on plain slots against the plaintext evaluation of the network. */
class SlotProgramTest {
  @ParameterizedTest
  @EnumSource(ChannelPacking.class)
  void generatedOnnxModels(ChannelPacking packing) throws IOException {
    for (long seed = 1; seed <= 50; seed++) {
      RandomModel model = RandomModels.generate(seed);
      Network network = OnnxReader.read(new ByteArrayInputStream(model.bytes()), "seed " + seed);
      assertAgrees(model.description(), network, model.images(), packing, 1024);
    }
  }

  @ParameterizedTest
  @EnumSource(ChannelPacking.class)
  void generatedConvolutions(ChannelPacking packing) {
    for (long seed = 1; seed <= 15; seed++) {
      ConvolutionalNetworks networks = new ConvolutionalNetworks(seed);
      Network network = networks.network();
      double[][] images = networks.images(network, 2);
      assertAgrees(networks.description(), network, images, packing, 4096);
    }
  }

  @Test
  void everyNumberOfChannelsOfOneCiphertext() {
    for (int channels : new int[] {1, 2, 3, 5, 16, 33, 64}) {
      ConvolutionalNetworks networks = new ConvolutionalNetworks(channels);
      Network network = networks.network(channels, 7, 6, 64, 2);
      double[][] images = networks.images(network, 1);
      assertAgrees(networks.description(), network, images, ChannelPacking.MULTIPLEXED, 4096);
    }
  }

  private static void assertAgrees(
      String description, Network network, double[][] images, ChannelPacking packing, int slots) {
    double[] magnitudes = new double[network.values()];
    Arrays.fill(magnitudes, 1);
    SlotGraph graph = GraphLowering.lower(network, magnitudes);
    LayoutCandidates candidates = new LayoutCandidates(graph, packing, slots);
    RingParameters parameters =
        new RingParameters(
            SecurityLevel.HEStd_NotSet, 2 * slots, Levels.depth(graph) + 1, 30, 40, 2, 0);
    List<LayoutSearch.Step> steps =
        LayoutSearch.cheapest(graph, candidates, new CostModel(parameters));
    SlotProgram program = ProgramAssembler.assemble(graph, steps, parameters);
    SlotLayout input = steps.getFirst().layout();
    SlotLayout scores = steps.getLast().layout();
    double[][] expected = NetworkEvaluator.of(network).withThreads(1).evaluate(images);
    for (int image = 0; image < images.length; image++) {
      double[] actual = new SlotEvaluator(program).evaluate(images[image], input, scores);
      double largest = Arrays.stream(expected[image]).map(Math::abs).max().orElseThrow();
      for (int score = 0; score < actual.length; score++) {
        assertThat(actual[score])
            .as("score %d of image %d, %s, %s", score, image, packing, description)
            .isCloseTo(expected[image][score], within(1e-9 * Math.max(1, largest)));
      }
    }
  }
}
