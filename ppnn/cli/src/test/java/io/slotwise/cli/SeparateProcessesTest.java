package io.slotwise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slotwise.model.Network;
import io.slotwise.model.evaluation.NetworkEvaluator;
import io.slotwise.model.onnx.OnnxWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jetbrains.bio.npy.NpyFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's and the server's commands, each in a process of its own. */
class SeparateProcessesTest {
  private static final int IMAGES = 3;

  @TempDir private Path folder;

  @Test
  void batchesGoThroughFiveProcesses() throws Exception {
    Network network = TinyModel.square();
    computeWhatTheNetworkDoes(network, "--batch", "3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"multiplexed", "one"})
  void imagesGoThroughFiveProcesses(String channels) throws Exception {
    Network network = TinyModel.convolution();
    computeWhatTheNetworkDoes(network, "--packing", "channel-wise", "--channels", channels);
  }

  private void computeWhatTheNetworkDoes(Network network, String... planning) throws Exception {
    RoleFiles roles = new RoleFiles(folder);
    OnnxWriter.write(network, roles.file("model.onnx"));
    double[][] inputs = TinyModel.inputs(IMAGES, TinyModel.INPUT.size());
    TinyModel.write(inputs, roles.file("inputs.npy"));

    JsonNode plan = run(roles.plan("model.onnx", "plans", planning));
    JsonNode keys = run(roles.keygen("plans/client.plan", "keys"));
    JsonNode encrypted = run(roles.encrypt("keys", "inputs.npy", "batch.swc"));
    Path secret = roles.file("keys/secret");
    Files.move(secret, roles.file("kept-secret"));
    JsonNode evaluated =
        run(roles.evaluate("plans/server.plan", "keys", "batch.swc", "scores.swc"));
    Files.move(roles.file("kept-secret"), secret);
    run(roles.decrypt("keys", "scores.swc", "scores.npy"));

    var scores = NpyFile.read(roles.file("scores.npy"), Integer.MAX_VALUE);
    assertThat(scores.getShape()).containsExactly(IMAGES, TinyModel.SCORES);
    double[][] expected = NetworkEvaluator.of(network).evaluate(inputs);
    double[] actual = scores.asDoubleArray();
    double bound = plan.at("/predictedError").asDouble();
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i])
          .isCloseTo(expected[i / TinyModel.SCORES][i % TinyModel.SCORES], within(bound));
    }
    assertThat(encrypted.at("/bytes/batch").asLong())
        .isEqualTo(Files.size(roles.file("batch.swc")));
    assertThat(evaluated.at("/engine")).isEqualTo(plan.at("/engine"));
    assertThat(keys.at("/plan")).isEqualTo(plan.at("/fingerprint"));
    assertThat(leftovers()).isEmpty();
    secretsAreTheirOwnersAlone(secret);
  }

  private static JsonNode run(String... command) throws Exception {
    CommandRun run =
        CommandProcess.run(
            Stream.concat(Stream.of(command), Stream.of("--json")).toArray(String[]::new));

    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).hasLineCount(1);
    return new ObjectMapper().readTree(run.output());
  }

  private List<Path> leftovers() throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith(".")).toList();
    }
  }

  private static void secretsAreTheirOwnersAlone(Path secret) throws Exception {
    try (Stream<Path> files = Files.list(secret)) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(Files.getPosixFilePermissions(file))
                      .isEqualTo(PosixFilePermissions.fromString("rw-------")));
    }
  }
}
