package io.slotwise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slotwise.model.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparePackingsTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeModel() {
    OnnxWriter.write(TinyModel.square(), folder.resolve("model.onnx"));
    TinyModel.write(TinyModel.inputs(3, TinyModel.INPUT.size()), folder.resolve("inputs.npy"));
  }

  @Test
  void writesJsonAndAPageThatNeedsNothingElse() throws IOException {
    Path output = folder.resolve("comparison");
    CommandRun run = compare("--images-measured", "2", "--output", output.toString(), "--json");

    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
    JsonNode report = new ObjectMapper().readTree(run.output());
    assertThat(report.path("cells").size()).isEqualTo(4 * 3);
    assertThat(report.path("security").asText()).isEqualTo("HEStd_128_classic");
    assertThat(report.path("notices").toString()).contains("3 inputs");
    assertBasis(report, "multiplexed", "measured", "measured", "per image");
    assertBasis(report, "one-channel", "measured", "measured", "per image");
    assertBasis(
        report, "reference", "per group of ciphertexts", "per group of ciphertexts", "measured");
    assertBasis(report, "batch", "measured", "measured", "measured");
    for (JsonNode cell : report.path("cells")) {
      assertThat(cell.path("maxScoreError").asDouble())
          .as(cell.toString())
          .isLessThan(0.05 * report.path("scoreRange").asDouble());
      assertThat(cell.path("labelDisagreements").asInt()).isZero();
      assertThat(cell.path("peakMemoryBytes").asLong()).isPositive();
      assertThat(cell.path("batchBytes").asLong()).isPositive();
    }
    assertThat(report.path("crossovers").size()).isEqualTo(4);
    assertThat(report.path("advice").asText()).contains("packing");
    assertThat(report.path("reductions").size()).isEqualTo(4);
    assertThat(new ObjectMapper().readTree(output.resolve("report.json").toFile()))
        .isEqualTo(report);
    assertThat(Files.readString(output.resolve("report.html")))
        .startsWith("<!DOCTYPE html>")
        .contains("data:image/svg+xml;base64,", report.path("advice").asText(), "2403.10920")
        .doesNotContain("src=\"http", "href=");
  }

  @Test
  void extrapolatesWhatWouldTakeTooLong() {
    CommandRun run = compare("--most-seconds", "0");

    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.output())
        .contains("operation counts", "per group of ciphertexts", "per image", "measured", "~")
        .contains("element-wise packing");
  }

  @Test
  void extrapolatesTheReferenceEngineByRecordedRanges() throws IOException {
    CommandRun run =
        compare(
            "--methods",
            "reference",
            "--most-seconds",
            "0",
            "--samples",
            folder.resolve("inputs.npy").toString(),
            "--recorded-ranges",
            "0.5",
            "--json");

    assertThat(run.errors()).isEmpty();
    JsonNode report = new ObjectMapper().readTree(run.output());
    assertBasis(report, "reference", "operation counts", "operation counts", "operation counts");
    JsonNode setup = report.path("setups").path(0);
    assertThat(setup.path("provenBounds").asBoolean()).isFalse();
    assertThat(setup.path("plannedServerBytes").asLong()).isPositive();
    assertThat(setup.has("prepareSeconds")).isFalse();
    assertThat(report.path("notices").toString()).contains("does not prove that nothing overflows");
  }

  @Tag("slow")
  @Test
  void operationCountsSayHowLongTheReferenceEngineTakes() throws IOException {
    CommandRun run =
        CommandRun.of(
            "compare",
            "packings",
            "--methods",
            "reference",
            "--batch-sizes",
            "64",
            "--most-seconds",
            "3600",
            "--json");

    assertThat(run.exitCode()).as(run.errors()).isZero();
    JsonNode report = new ObjectMapper().readTree(run.output());
    double measured = report.path("cells").path(0).path("evaluateSeconds").asDouble();
    double predicted = report.path("setups").path(0).path("predictedEvaluateSeconds").asDouble();
    // On an idle machine they differ by a tenth; other programs have been seen to double one.
    assertThat(predicted).isBetween(measured / 3, 3 * measured);
  }

  private static void assertBasis(JsonNode report, String method, String... bases) {
    int index = 0;
    for (JsonNode cell : report.path("cells")) {
      if (cell.path("method").asText().equals(method)) {
        assertThat(cell.path("basis").asText()).as(cell.toString()).isEqualTo(bases[index]);
        assertThat(cell.path("extrapolated").asBoolean())
            .isEqualTo(!bases[index].equals("measured"));
        index++;
      }
    }
    assertThat(index).isEqualTo(bases.length);
  }

  private CommandRun compare(String... more) {
    String[] first = {
      "compare",
      "packings",
      "--model",
      folder.resolve("model.onnx").toString(),
      "--input",
      folder.resolve("inputs.npy").toString(),
      "--batch-sizes",
      "1,2,4",
      "--threads",
      "2"
    };
    String[] all = new String[first.length + more.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return CommandRun.of(all);
  }
}
