package io.slotwise.inference.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.inference.channelwise.client.ChannelWiseClient;
import io.slotwise.inference.channelwise.layout.ChannelPacking;
import io.slotwise.inference.channelwise.plan.ChannelWisePlan;
import io.slotwise.inference.channelwise.plan.ConvolutionalNetworks;
import io.slotwise.inference.channelwise.plan.InsecurePlans;
import io.slotwise.inference.channelwise.protocol.EvaluationKeys;
import io.slotwise.inference.channelwise.server.ChannelWiseServer;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.model.Network;
import io.slotwise.model.data.InputBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a channel-wise client and its server publish does not hold the secret. */
class ChannelWisePublicFilesTest {
  @Test
  void insecurePlanPublishesNothingSecret(@TempDir Path folder) throws IOException {
    ConvolutionalNetworks networks = new ConvolutionalNetworks(2);
    Network network = networks.network(2, 6, 5, 3, 1);
    ChannelWisePlan plan = InsecurePlans.plan(network, ChannelPacking.MULTIPLEXED, 1024);
    Path keys = folder.resolve("keys");
    Path images = folder.resolve("images.swc");
    Path scores = folder.resolve("scores.swc");
    RunOptions options = RunOptions.defaults();
    try (ChannelWiseClient client = ChannelWiseClient.generate(plan.client())) {
      client.save(keys);
      client.encrypt(
          InputBatch.ofImages(network.inputShape(), networks.images(network, 1)), images, options);
      EvaluationKeys read =
          EvaluationKeys.read(keys.resolve("public"), plan.server().fingerprint());
      try (ChannelWiseServer server =
          ChannelWiseServer.open(
              plan.server(), read, ChannelWiseServer.DEFAULT_WEIGHT_MEMORY, options)) {
        server.evaluate(images, scores, options);
      }
    }
    Path secretFile = keys.resolve("secret").resolve("secret.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secretFile)))
        .isEqualTo("rw-------");
    byte[] secret = Files.readAllBytes(secretFile);
    long[] moduli = plan.client().terms().moduli().stream().mapToLong(Long::longValue).toArray();
    SecretSearch search = new SecretSearch(secret, 1024, moduli);
    assertThat(search.limbs()).isEqualTo(moduli.length);
    assertThat(search.findsEvaluationForm(secret)).as("the search works").isTrue();
    List<Path> published = published(keys.resolve("public"));
    assertThat(published).hasSize(4);
    published.add(images);
    published.add(scores);
    for (Path file : published) {
      byte[] bytes = Files.readAllBytes(file);
      assertThat(search.findsEvaluationForm(bytes)).as("%s", file).isFalse();
      assertThat(search.findsCoefficientForm(bytes)).as("%s", file).isFalse();
    }
  }

  private static List<Path> published(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(files.toList());
    }
  }
}
