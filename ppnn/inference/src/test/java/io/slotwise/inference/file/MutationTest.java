package io.slotwise.inference.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.inference.TestNetwork;
import io.slotwise.inference.client.Client;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.plan.ClientPlan;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanRequest;
import io.slotwise.inference.plan.ServerPlan;
import io.slotwise.inference.server.Server;
import io.slotwise.model.Shape;
import io.slotwise.model.data.InputBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files: whatever bytes change, reading ends in a {@link SlotwiseFileException} and leaves
 * nothing behind. Half of the files get matching checksums, so that what lies behind these is
 * tried, too; there a change may go unnoticed if it only alters residues.
 */
class MutationTest {
  private static final RunOptions OPTIONS = RunOptions.defaults().withThreads(1);
  private static final Duration LONGEST = Duration.ofSeconds(20);

  @TempDir private Path folder;

  @Test
  void damagedFilesAreRefused() throws IOException {
    damage(1, 300);
  }

  @Tag("slow")
  @Test
  void manyDamagedFilesAreRefused() throws IOException {
    damage(1000, 10_000);
  }

  private void damage(long firstSeed, int cases) throws IOException {
    Plan plan = TestNetwork.batchPlan(TestNetwork.program(1), 64, PlanRequest.Options.DEFAULTS);
    Path batch = folder.resolve("batch.swc");
    Path serverPlan = folder.resolve("server.plan");
    Path clientPlan = folder.resolve("client.plan");
    Path scores = folder.resolve("scores.swc");
    plan.server().write(serverPlan);
    plan.client().write(clientPlan);
    InputBatch inputs =
        InputBatch.ofImages(Shape.of(TestNetwork.INPUTS), TestNetwork.inputs(64, 1));
    try (Client client = Client.generate(plan.client());
        Server server = Server.open(plan.server(), client.publicMaterial())) {
      client.encrypt(inputs, batch, OPTIONS);
      byte[][] originals = {
        Files.readAllBytes(batch), Files.readAllBytes(serverPlan), Files.readAllBytes(clientPlan)
      };
      int refused = 0;
      for (long seed = firstSeed; seed < firstSeed + cases; seed++) {
        int kind = (int) (seed % originals.length);
        Path file = folder.resolve("damaged");
        boolean signed = seed % 2 == 0;
        Files.write(file, mutated(originals[kind], new Random(seed), signed));
        boolean accepted = accepts(seed, kind, file, server, scores);
        assertThat(accepted && !signed).as("seed %d was accepted", seed).isFalse();
        refused += accepted ? 0 : 1;
        assertThat(Files.exists(scores))
            .as("scores after seed %d", seed)
            .isEqualTo(accepted && kind == 0);
        Files.deleteIfExists(scores);
        Files.delete(file);
      }
      assertThat(refused).isGreaterThan(cases / 2);
      try (var left = Files.list(folder)) {
        assertThat(left).hasSize(originals.length);
      }
    }
  }

  private static boolean accepts(long seed, int kind, Path file, Server server, Path scores) {
    return Assertions.assertTimeoutPreemptively(
        LONGEST,
        () -> {
          try {
            switch (kind) {
              case 0 -> server.evaluate(file, scores, OPTIONS);
              case 1 -> ServerPlan.read(file);
              default -> ClientPlan.read(file);
            }
            return true;
          } catch (SlotwiseFileException expected) {
            return false;
          }
        },
        () -> "seed " + seed);
  }

  private static byte[] mutated(byte[] original, Random random, boolean signed) {
    byte[] bytes = original.clone();
    switch (random.nextInt(4)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100));
      case 2 -> {
        // Where lengths and shapes are.
        int at = random.nextInt(Math.min(bytes.length, 600));
        bytes[at] ^= (byte) (1 + random.nextInt(255));
      }
      default -> {
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
        }
      }
    }
    return signed && bytes.length > FileHeader.BYTES ? signed(bytes) : bytes;
  }

  /** Sets the length and the checksums to what the bytes have. */
  private static byte[] signed(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int header = FileHeader.BYTES;
    CRC32C payload = new CRC32C();
    payload.update(bytes, header, bytes.length - header);
    buffer.putLong(header - 16, bytes.length - header);
    buffer.putInt(header - 8, (int) payload.getValue());
    CRC32C whole = new CRC32C();
    whole.update(bytes, 0, header - 4);
    buffer.putInt(header - 4, (int) whole.getValue());
    return bytes;
  }
}
