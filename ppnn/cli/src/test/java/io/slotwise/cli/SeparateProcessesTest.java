package io.slotwise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/** The client's and the server's commands, each in a process of its own. */
class SeparateProcessesTest {
  private static final int IMAGES = 3;

  @TempDir private Path folder;

  @Test
  void clientAndServerComputeWhatTheNetworkDoes() throws Exception {
    OnnxWriter.write(TinyModel.square(), folder.resolve("model.onnx"));
    double[][] inputs = TinyModel.inputs(IMAGES, TinyModel.INPUT.size());
    TinyModel.write(inputs, folder.resolve("inputs.npy"));

    JsonNode plan = run("plan", "--model", "model.onnx", "--batch", "3", "--output", "plans");
    run("keygen", "--plan", "plans/client.plan", "--keys", "keys");
    JsonNode encrypted =
        run("encrypt", "--keys", "keys", "--input", "inputs.npy", "--output", "batch.swc");
    Path secret = folder.resolve("keys/secret");
    Files.move(secret, folder.resolve("kept-secret"));
    run(
        "evaluate",
        "--plan",
        "plans/server.plan",
        "--public",
        "keys/public",
        "--input",
        "batch.swc",
        "--output",
        "scores.swc");
    Files.move(folder.resolve("kept-secret"), secret);
    run("decrypt", "--keys", "keys", "--input", "scores.swc", "--output", "scores.npy");

    var scores = NpyFile.read(folder.resolve("scores.npy"), Integer.MAX_VALUE);
    assertThat(scores.getShape()).containsExactly(IMAGES, TinyModel.SCORES);
    double[][] expected = NetworkEvaluator.of(TinyModel.square()).evaluate(inputs);
    double[] actual = scores.asDoubleArray();
    double bound = plan.at("/predictedError").asDouble();
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i])
          .isCloseTo(expected[i / TinyModel.SCORES][i % TinyModel.SCORES], within(bound));
    }
    assertThat(encrypted.at("/bytes/batch").asLong())
        .isEqualTo(Files.size(folder.resolve("batch.swc")));
    assertThat(leftovers()).isEmpty();
    secretsAreTheirOwnersAlone(secret);
  }

  private JsonNode run(String command, String... options) throws Exception {
    String[] arguments =
        Stream.concat(
                Stream.of(command, "--json"),
                Stream.of(options).map(option -> isFile(option) ? inFolder(option) : option))
            .toArray(String[]::new);
    CommandRun run = CommandProcess.run(arguments);

    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).hasLineCount(1);
    return new ObjectMapper().readTree(run.output());
  }

  private static boolean isFile(String option) {
    return !option.startsWith("--") && !option.matches("\\d+");
  }

  private String inFolder(String name) {
    return folder.resolve(name).toString();
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
