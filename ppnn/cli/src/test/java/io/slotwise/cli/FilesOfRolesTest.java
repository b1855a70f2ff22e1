package io.slotwise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.model.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that the roles hand each other, damaged, mixed up or of another plan. */
class FilesOfRolesTest {
  @TempDir private static Path folder;

  /** Two plans with their keys, and a batch and scores of the first. */
  @BeforeAll
  static void makeFiles() {
    OnnxWriter.write(TinyModel.square(), file("model.onnx"));
    TinyModel.write(TinyModel.inputs(2, TinyModel.INPUT.size()), file("inputs.npy"));
    succeed("plan", "--model", path("model.onnx"), "--batch", "2", "--output", path("."));
    succeed("plan", "--model", path("model.onnx"), "--batch", "3", "--output", path("other"));
    succeed("keygen", "--plan", path("client.plan"), "--keys", path("keys"));
    succeed("keygen", "--plan", path("other/client.plan"), "--keys", path("other-keys"));
    succeed(encrypt("keys", "inputs.npy", "batch.swc"));
    succeed(evaluate("server.plan", "keys", "batch.swc", "scores.swc"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0, 0.01, 0.5, 0.999})
  void truncatedBatchesAreRefused(double kept) throws IOException {
    truncate("batch.swc", "short.swc", kept);

    assertRefused(evaluate("server.plan", "keys", "short.swc", "refused.swc"))
        .contains("short.swc", "truncated");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0, 0.01, 0.5, 0.999})
  void truncatedScoresAreRefused(double kept) throws IOException {
    truncate("scores.swc", "short-scores.swc", kept);

    assertRefused(decrypt("keys", "short-scores.swc")).contains("short-scores.swc", "truncated");
  }

  @Test
  void aDamagedBatchIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(file("batch.swc"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(file("damaged.swc"), bytes);

    assertRefused(evaluate("server.plan", "keys", "damaged.swc", "refused.swc"))
        .contains("damaged.swc", "corrupt");
  }

  @Test
  void keysOfAnotherPlanAreRefused() {
    assertRefused(evaluate("server.plan", "other-keys", "batch.swc", "refused.swc"))
        .contains("other-keys", "plan");
    assertRefused(decrypt("other-keys", "scores.swc")).contains("scores.swc", "plan");
  }

  @Test
  void aBatchOfAnotherPlanIsRefused() {
    assertRefused(evaluate("other/server.plan", "other-keys", "batch.swc", "refused.swc"))
        .contains("batch.swc", "plan");
  }

  @Test
  void theClientsHalfIsNotTheServers() {
    assertRefused(evaluate("client.plan", "keys", "batch.swc", "refused.swc"))
        .contains("client.plan", "server plan");
    assertRefused("keygen", "--plan", path("server.plan"), "--keys", path("refused-keys"))
        .contains("server.plan", "client plan");
  }

  @Test
  void aBatchIsNotScores() {
    assertRefused(decrypt("keys", "batch.swc")).contains("batch.swc", "scores");
  }

  @Test
  void keysAreNotReplaced() {
    assertRefused("keygen", "--plan", path("client.plan"), "--keys", path("keys"))
        .contains("exists");
  }

  private static void truncate(String from, String to, double kept) throws IOException {
    byte[] bytes = Files.readAllBytes(file(from));
    Files.write(file(to), Arrays.copyOf(bytes, (int) (kept * bytes.length)));
  }

  private static String[] encrypt(String keys, String input, String output) {
    return new String[] {
      "encrypt", "--keys", path(keys), "--input", path(input), "--output", path(output)
    };
  }

  private static String[] evaluate(String plan, String keys, String input, String output) {
    return new String[] {
      "evaluate",
      "--plan",
      path(plan),
      "--public",
      path(keys + "/public"),
      "--input",
      path(input),
      "--output",
      path(output)
    };
  }

  private static String[] decrypt(String keys, String input) {
    return new String[] {
      "decrypt", "--keys", path(keys), "--input", path(input), "--output", path("refused.npy")
    };
  }

  private static void succeed(String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  private static AbstractStringAssert<?> assertRefused(String... arguments) {
    CommandRun run = CommandRun.of(arguments);

    assertThat(run.errors()).startsWith("slotwise: ").hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.output()).isEmpty();
    assertThat(file("refused.swc")).doesNotExist();
    assertThat(file("refused.npy")).doesNotExist();
    assertThat(file("refused-keys")).doesNotExist();
    return assertThat(run.errors());
  }

  private static Path file(String name) {
    return folder.resolve(name);
  }

  private static String path(String name) {
    return file(name).toString();
  }
}
