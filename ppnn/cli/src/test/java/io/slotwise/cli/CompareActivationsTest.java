package io.slotwise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareActivationsTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeData() throws IOException {
    write("train", 240);
    write("t10k", 40);
  }

  @Test
  void writesTableJsonAndAPageThatNeedsNothingElse() throws IOException {
    Path output = folder.resolve("comparison");
    CommandRun run = compare(output, "--json");

    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
    JsonNode report = new ObjectMapper().readTree(run.output());
    assertThat(report.path("network").asText()).isEqualTo("cryptonets");
    assertThat(report.path("groups").size()).isEqualTo(2);
    JsonNode element = report.path("groups").get(1);
    assertThat(element.path("activation").asText()).isEqualTo("element");
    assertThat(element.path("trainings").size()).isEqualTo(2);
    assertThat(element.path("testDeviation").isNumber()).isTrue();
    assertThat(element.path("trainings").get(0).path("preActivationRanges").size()).isEqualTo(2);
    assertThat(new ObjectMapper().readTree(output.resolve("report.json").toFile()))
        .isEqualTo(report);
    String page = Files.readString(output.resolve("report.html"));
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains("data:image/svg+xml;base64,", "data:image/png;base64,", "element")
        .doesNotContain("src=\"http", "href=");

    CommandRun again = compare(output);
    assertThat(again.output()).contains("element", "±");
  }

  @Test
  void misuse() {
    assertThat(CommandRun.of("compare").exitCode()).isEqualTo(2);
    CommandRun run = compare(folder.resolve("comparison"), "--temperature", "2");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).contains("--teacher");
    run = compare(folder.resolve("comparison"), "--activations", "square,swish");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).contains("swish").contains("element");
  }

  private CommandRun compare(Path output, String... more) {
    String[] first = {
      "compare",
      "activations",
      "--data",
      folder.toString(),
      "--dataset",
      "mnist",
      "--network",
      "cryptonets",
      "--activations",
      "square,element",
      "--seeds",
      "2",
      "--epochs",
      "1",
      "--output",
      output.toString()
    };
    String[] all = new String[first.length + more.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return CommandRun.of(all);
  }

  /** Noise with labels: nothing can be learnt from it, but all can be run. */
  private void write(String part, int count) throws IOException {
    SplittableRandom random = new SplittableRandom(count);
    ByteBuffer images = ByteBuffer.allocate(16 + count * 784);
    images.putInt(0x0803).putInt(count).putInt(28).putInt(28);
    byte[] pixels = new byte[count * 784];
    random.nextBytes(pixels);
    images.put(pixels);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    labels.putInt(0x0801).putInt(count);
    for (int i = 0; i < count; i++) {
      labels.put((byte) (i % 10));
    }
    Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }
}
