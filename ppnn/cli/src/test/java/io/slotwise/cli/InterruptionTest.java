package io.slotwise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.slotwise.model.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jetbrains.bio.npy.NpyFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class InterruptionTest {
  private static final int WIDTH = 600;
  private static final int SIGINT = 2;
  private static final long PROMPT_MILLISECONDS = 5000;

  @TempDir private Path folder;

  @Test
  void ctrlCWhileEncryptingAndEvaluatingLeavesNothingHalfWritten() throws Exception {
    assumeFalse(
        ignoresInterrupts(),
        "skipped: this process ignores SIGINT, as background jobs of scripts do, and so would the"
            + " processes that it starts");
    OnnxWriter.write(TinyModel.slow(WIDTH), folder.resolve("model.onnx"));
    NpyFile.write(
        folder.resolve("inputs.npy"), TinyModel.inputs(1, WIDTH)[0], new int[] {1, WIDTH});
    // The batch engine would be done before the signal comes.
    succeed(
        "plan",
        "--model",
        file("model.onnx"),
        "--batch",
        "4096",
        "--engine",
        "reference",
        "--output",
        file("."));
    succeed("keygen", "--plan", file("client.plan"), "--keys", file("keys"));

    String[] encrypt = {
      "encrypt",
      "--keys",
      file("keys"),
      "--input",
      file("inputs.npy"),
      "--output",
      file("batch.swc")
    };
    interruptOnceWriting(encrypt);
    succeed(encrypt);
    interruptOnceWriting(
        "evaluate",
        "--plan",
        file("server.plan"),
        "--public",
        file("keys/public"),
        "--input",
        file("batch.swc"),
        "--output",
        file("scores.swc"));
  }

  @Test
  void aKilledProcessLeavesNoOutput() throws Exception {
    OnnxWriter.write(TinyModel.slow(WIDTH), folder.resolve("model.onnx"));
    NpyFile.write(
        folder.resolve("inputs.npy"), TinyModel.inputs(1, WIDTH)[0], new int[] {1, WIDTH});
    succeed("plan", "--model", file("model.onnx"), "--batch", "4096", "--output", file("."));
    succeed("keygen", "--plan", file("client.plan"), "--keys", file("keys"));
    List<Path> before = files();
    String[] encrypt = {
      "encrypt",
      "--keys",
      file("keys"),
      "--input",
      file("inputs.npy"),
      "--output",
      file("batch.swc")
    };
    CommandProcess process = CommandProcess.start(List.of(), encrypt);
    while (files().equals(before) && process.isRunning()) {
      Thread.sleep(5);
    }
    process.kill();
    assertThat(process.await().exitCode()).isNotZero();
    assertThat(folder.resolve("batch.swc")).doesNotExist();
    // What it was writing is there under a temporary name, and in nobody's way.
    succeed(encrypt);
    assertThat(folder.resolve("batch.swc")).exists();
  }

  private static boolean ignoresInterrupts() throws IOException {
    String ignored =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow();
    long signals = Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16);
    return (signals >> (SIGINT - 1) & 1) == 1;
  }

  private void succeed(String... arguments) {
    CommandRun run = CommandProcess.run(arguments);
    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  private void interruptOnceWriting(String... arguments) throws Exception {
    List<Path> before = files();
    CommandProcess process = CommandProcess.start(List.of(), arguments);
    while (files().equals(before) && process.isRunning()) {
      Thread.sleep(5);
    }
    assertThat(process.isRunning()).isTrue();

    long start = System.nanoTime();
    process.interrupt();
    CommandRun run = process.await();

    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(PROMPT_MILLISECONDS);
    assertThat(run.exitCode()).isEqualTo(130);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors()).contains("cancelled").hasLineCount(1);
    assertThat(files()).isEqualTo(before);
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    }
  }
}
