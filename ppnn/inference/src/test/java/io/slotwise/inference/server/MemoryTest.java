package io.slotwise.inference.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.inference.TestNetwork;
import io.slotwise.inference.client.Client;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.packing.EncryptedTensor;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanRequest;
import io.slotwise.model.Shape;
import io.slotwise.model.data.InputBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private static final int WARM_UP = 10;
  private static final int ROUNDS = 40;

  /** A leak shows in every part, growth of Java's heap and of the allocators does not. */
  private static final int PARTS = 3;

  /** One round's ciphertexts take about 10 MiB: a leak of a tenth of them would show. */
  private static final long ALLOWED_GROWTH = 40L << 20;

  @Test
  void residentMemoryStaysFlat() throws IOException {
    Plan plan = TestNetwork.batchPlan(TestNetwork.program(3), 16, PlanRequest.Options.DEFAULTS);
    InputBatch inputs =
        InputBatch.ofImages(Shape.of(TestNetwork.INPUTS), TestNetwork.inputs(16, 1));
    repeat(plan, inputs, WARM_UP);
    long leastGrowth = Long.MAX_VALUE;
    for (int part = 0; part < PARTS; part++) {
      long before = residentBytes();
      repeat(plan, inputs, ROUNDS);
      leastGrowth = Math.min(leastGrowth, residentBytes() - before);
    }
    assertThat(leastGrowth).isLessThan(ALLOWED_GROWTH);
  }

  private static void repeat(Plan plan, InputBatch inputs, int rounds) {
    RunOptions options = RunOptions.defaults();
    for (int round = 0; round < rounds; round++) {
      try (Client client = Client.generate(plan.client());
          Server server = Server.open(plan.server(), client.publicMaterial());
          EncryptedTensor batch = client.encrypt(inputs, options);
          EncryptedTensor scores = server.evaluate(batch, options)) {
        client.decrypt(scores, options);
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
