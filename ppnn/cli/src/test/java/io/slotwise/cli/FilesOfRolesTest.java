package io.slotwise.cli;

import io.slotwise.model.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that the roles hand each other, damaged, mixed up or of another plan. */
class FilesOfRolesTest {
  @TempDir private static Path folder;
  private static RoleFiles roles;

  /** Two plans with their keys, and a batch and scores of the first. */
  @BeforeAll
  static void makeFiles() {
    roles = new RoleFiles(folder);
    OnnxWriter.write(TinyModel.square(), roles.file("model.onnx"));
    TinyModel.write(TinyModel.inputs(2, TinyModel.INPUT.size()), roles.file("inputs.npy"));
    roles.succeed(roles.plan("model.onnx", ".", "--batch", "2"));
    roles.succeed(roles.plan("model.onnx", "other", "--batch", "3"));
    roles.succeed(roles.keygen("client.plan", "keys"));
    roles.succeed(roles.keygen("other/client.plan", "other-keys"));
    roles.succeed(roles.encrypt("keys", "inputs.npy", "batch.swc"));
    roles.succeed(roles.evaluate("server.plan", "keys", "batch.swc", "scores.swc"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0, 0.01, 0.5, 0.999})
  void truncatedBatchesAreRefused(double kept) throws IOException {
    roles.truncate("batch.swc", "short.swc", kept);

    roles
        .assertRefused(roles.evaluate("server.plan", "keys", "short.swc", "refused"))
        .contains("short.swc", "truncated");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0, 0.01, 0.5, 0.999})
  void truncatedScoresAreRefused(double kept) throws IOException {
    roles.truncate("scores.swc", "short-scores.swc", kept);

    roles
        .assertRefused(roles.decrypt("keys", "short-scores.swc", "refused"))
        .contains("short-scores.swc", "truncated");
  }

  @Test
  void aDamagedBatchIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(roles.file("batch.swc"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(roles.file("damaged.swc"), bytes);

    roles
        .assertRefused(roles.evaluate("server.plan", "keys", "damaged.swc", "refused"))
        .contains("damaged.swc", "corrupt");
  }

  @Test
  void keysOfAnotherPlanAreRefused() {
    roles
        .assertRefused(roles.evaluate("server.plan", "other-keys", "batch.swc", "refused"))
        .contains("other-keys", "plan");
    roles
        .assertRefused(roles.decrypt("other-keys", "scores.swc", "refused"))
        .contains("scores.swc", "plan");
  }

  @Test
  void aBatchOfAnotherPlanIsRefused() {
    roles
        .assertRefused(roles.evaluate("other/server.plan", "other-keys", "batch.swc", "refused"))
        .contains("batch.swc", "plan");
  }

  @Test
  void theClientsHalfIsNotTheServers() {
    roles
        .assertRefused(roles.evaluate("client.plan", "keys", "batch.swc", "refused"))
        .contains("client.plan", "server plan");
    roles
        .assertRefused(roles.keygen("server.plan", "refused"))
        .contains("server.plan", "client plan");
  }

  @Test
  void aBatchIsNotScores() {
    roles
        .assertRefused(roles.decrypt("keys", "batch.swc", "refused"))
        .contains("batch.swc", "scores");
  }

  @Test
  void keysAreNotReplaced() {
    roles.assertRefused(roles.keygen("client.plan", "keys")).contains("exists");
  }
}
