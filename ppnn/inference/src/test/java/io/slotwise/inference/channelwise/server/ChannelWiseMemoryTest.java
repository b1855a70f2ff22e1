package io.slotwise.inference.channelwise.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.inference.channelwise.client.ChannelWiseClient;
import io.slotwise.inference.channelwise.layout.ChannelPacking;
import io.slotwise.inference.channelwise.plan.ChannelWisePlan;
import io.slotwise.inference.channelwise.plan.ConvolutionalNetworks;
import io.slotwise.inference.channelwise.plan.InsecurePlans;
import io.slotwise.inference.channelwise.protocol.EncryptedImages;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.model.Network;
import io.slotwise.model.data.InputBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChannelWiseMemoryTest {
  private static final int WARM_UP = 10;
  private static final int ROUNDS = 40;

  /** A leak shows in every part, growth of Java's heap and of the allocators does not. */
  private static final int PARTS = 3;

  /** One evaluation makes ciphertexts of about 10 MiB: a leak of a tenth of them would show. */
  private static final long ALLOWED_GROWTH = 40L << 20;

  private static final RunOptions OPTIONS = RunOptions.defaults().withThreads(2);

  @Test
  void insecureEvaluationsAndCancellationsLeaveNothingBehind() throws IOException {
    ConvolutionalNetworks networks = new ConvolutionalNetworks(5);
    Network network = networks.network(2, 9, 8, 5, 2);
    ChannelWisePlan plan = InsecurePlans.plan(network, ChannelPacking.MULTIPLEXED, 1024);
    InputBatch batch = InputBatch.ofImages(network.inputShape(), networks.images(network, 1));
    try (ChannelWiseClient client = ChannelWiseClient.generate(plan.client());
        ChannelWiseServer server =
            ChannelWiseServer.open(
                plan.server(),
                client.evaluationKeys(),
                ChannelWiseServer.DEFAULT_WEIGHT_MEMORY,
                OPTIONS);
        EncryptedImages images = client.encrypt(batch, OPTIONS)) {
      repeat(server, images, WARM_UP);
      long leastGrowth = Long.MAX_VALUE;
      for (int part = 0; part < PARTS; part++) {
        long before = residentBytes();
        repeat(server, images, ROUNDS);
        leastGrowth = Math.min(leastGrowth, residentBytes() - before);
      }
      assertThat(leastGrowth).isLessThan(ALLOWED_GROWTH);
    }
  }

  private static void repeat(ChannelWiseServer server, EncryptedImages images, int rounds) {
    for (int round = 0; round < rounds; round++) {
      server.evaluate(images, OPTIONS).close();
      int patience = 3 * round;
      AtomicInteger asked = new AtomicInteger();
      RunOptions cancelling = OPTIONS.withCancellation(() -> asked.incrementAndGet() > patience);
      if (round < 10) {
        assertThatThrownBy(() -> server.evaluate(images, cancelling))
            .isInstanceOf(CancellationException.class);
      }
    }
  }

  private static long residentBytes() throws IOException {
    System.gc();
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(l -> l.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
  }
}
