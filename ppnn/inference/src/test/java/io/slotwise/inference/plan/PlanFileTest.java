package io.slotwise.inference.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.PayloadReader;
import io.slotwise.inference.file.PayloadWriter;
import io.slotwise.inference.file.SlotwiseFileException;
import io.slotwise.inference.file.SlotwiseFileReader;
import io.slotwise.inference.file.SlotwiseFileWriter;
import io.slotwise.inference.program.EncryptedProgramFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanFileTest {
  private static final int MUTATIONS = 6000;

  private static Plan plan;

  @TempDir Path folder;

  @BeforeAll
  static void makePlan() {
    Random random = new Random(11);
    plan =
        new Planner(new TestModuli())
            .plan(PlannerTest.request(new RandomPrograms(random).next(), 3, -1, 1));
  }

  @Test
  void theServersHalfComesBackEqual() throws IOException {
    Path file = folder.resolve("server.plan");
    plan.server().write(file);
    ServerPlan read = ServerPlan.read(file);
    assertThat(read.fingerprint()).isEqualTo(plan.server().fingerprint());
    assertThat(read.terms()).isEqualTo(plan.server().terms());
    assertThat(read.report()).isEqualTo(plan.report());
    assertThat(bytes(read)).isEqualTo(bytes(plan.server()));
  }

  @Test
  void theClientsHalfComesBackEqualAndHoldsNoWeights() throws IOException {
    Path file = folder.resolve("client.plan");
    plan.client().write(file);
    assertThat(ClientPlan.read(file)).isEqualTo(plan.client());
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertThat(text).doesNotContain("weight").doesNotContain("layers");
    assertThat(Files.size(file)).isLessThan(4000);
  }

  @Test
  void halvesAreToldApart() {
    Path file = folder.resolve("some.plan");
    plan.client().write(file);
    assertThatThrownBy(() -> ServerPlan.read(file))
        .isInstanceOf(SlotwiseFileException.class)
        .hasMessageContaining("some.plan holds a client plan, not a server plan");
  }

  @Test
  void theDecodingFactorUndoesWhatOpenFheDividesBy() {
    ClientPlan client = plan.client();
    int bits = client.terms().parameters().scalingModSize() * client.decodingDegree();
    double decoded = 3.5 * client.scoreScales().getFirst() / Math.scalb(1.0, bits);
    assertThat(decoded * client.decodingFactor(0)).isEqualTo(3.5);
  }

  /** Damage that the checksum would find is given a fresh checksum, so that it gets further. */
  @Test
  void mutatedPlansAreRefused() throws IOException {
    Path file = folder.resolve("server.plan");
    plan.server().write(file);
    byte[] original = payload(file);
    Path mutated = folder.resolve("mutated.plan");
    Assertions.assertTimeout(
        Duration.ofSeconds(60),
        () -> {
          for (int seed = 0; seed < MUTATIONS; seed++) {
            byte[] payload = mutate(original, new Random(seed));
            // Most of the parsing without a file, some with.
            if (seed % 20 == 0) {
              requireRefused(mutated, payload, seed);
            } else {
              requireParsed(payload, seed);
            }
          }
        });
  }

  private static void requireRefused(Path file, byte[] payload, int seed) throws IOException {
    try (SlotwiseFileWriter writer =
        SlotwiseFileWriter.create(file, FileKind.SERVER_PLAN, plan.server().fingerprint(), "")) {
      writer.payload().write(payload);
      writer.commit();
    }
    assertThatThrownBy(() -> ServerPlan.read(file))
        .as("seed %d", seed)
        .isInstanceOf(SlotwiseFileException.class)
        .hasMessageContaining("mutated.plan");
  }

  private static void requireParsed(byte[] payload, int seed) {
    try {
      PayloadReader in = new PayloadReader(new ByteArrayInputStream(payload), payload.length);
      PlanJson.read(in.readBytes(), PlanTerms.class);
      PlanJson.read(in.readBytes(), PlanReport.class);
      EncryptedProgramFormat.read(in);
    } catch (IOException e) {
      assertThat(e).as("seed %d", seed).hasMessageNotContaining("at java");
    }
  }

  private static byte[] mutate(byte[] original, Random random) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      bytes[at] = random.nextInt(3) == 0 ? (byte) 0xff : (byte) random.nextInt(256);
    }
    if (random.nextInt(4) == 0) {
      bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    return Arrays.equals(bytes, original) ? new byte[0] : bytes;
  }

  private static byte[] payload(Path file) throws IOException {
    try (SlotwiseFileReader reader = SlotwiseFileReader.open(file, FileKind.SERVER_PLAN)) {
      return reader.payload().readAllBytes();
    }
  }

  private static byte[] bytes(ServerPlan server) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PayloadWriter out = new PayloadWriter(bytes);
    EncryptedProgramFormat.write(server.program(), out);
    out.flush();
    return bytes.toByteArray();
  }
}
