package io.slotwise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slotwise.model.evaluation.NetworkEvaluator;
import io.slotwise.model.onnx.OnnxWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jetbrains.bio.npy.NpyFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictTest {
  private static final int IMAGES = 3;

  @TempDir private Path folder;
  private final double[][] inputs = TinyModel.inputs(IMAGES, TinyModel.INPUT.size());

  @BeforeEach
  void writeInputs() {
    TinyModel.write(inputs, file("inputs.npy"));
  }

  @Test
  void evaluatesImageByImageToo() throws Exception {
    OnnxWriter.write(TinyModel.square(), file("model.onnx"));
    writeLabels(NetworkEvaluator.of(TinyModel.square()).evaluate(inputs));

    JsonNode json =
        predict("--json", "--engine", "channel-wise", "--labels", path("labels-idx1-ubyte"));

    assertThat(json.at("/engine").asText()).isEqualTo("channel-wise");
    assertThat(json.at("/parameters/security").asText()).isEqualTo("HEStd_128_classic");
    assertThat(json.at("/labelDisagreements").asInt()).isZero();
    assertThat(json.at("/maxScoreError").asDouble())
        .isLessThanOrEqualTo(json.at("/predictedError").asDouble());
  }

  @Test
  void writesTheScoresAndReportsOnThem() throws Exception {
    OnnxWriter.write(TinyModel.square(), file("model.onnx"));
    double[][] expected = NetworkEvaluator.of(TinyModel.square()).evaluate(inputs);
    writeLabels(expected);

    JsonNode json =
        predict(
            "--json",
            "--labels",
            path("labels-idx1-ubyte"),
            "--output",
            path("scores.npy"),
            "--threads",
            "2");

    assertKeys(
        json,
        "/images",
        "/threads",
        "/engine",
        "/parameters/ringDimension",
        "/parameters/modulusBits",
        "/parameters/limbs",
        "/parameters/security",
        "/seconds/keygen",
        "/seconds/prepare",
        "/seconds/encrypt",
        "/seconds/evaluate",
        "/seconds/decrypt",
        "/seconds/total",
        "/bytes/publicMaterial",
        "/bytes/batch",
        "/bytes/scores",
        "/peakMemoryBytes",
        "/predictedError",
        "/accuracy/plaintext",
        "/accuracy/encrypted",
        "/labelDisagreements",
        "/maxScoreError",
        "/scoreRange");
    assertThat(json.at("/images").asInt()).isEqualTo(IMAGES);
    assertThat(json.at("/threads").asInt()).isEqualTo(2);
    assertThat(json.at("/engine").asText()).isEqualTo("batch");
    assertThat(json.at("/parameters/security").asText()).isEqualTo("HEStd_128_classic");
    assertThat(json.at("/accuracy/plaintext").asDouble()).isEqualTo(1);
    double bound = json.at("/predictedError").asDouble();
    assertThat(json.at("/maxScoreError").asDouble()).isLessThanOrEqualTo(bound);
    var scores = NpyFile.read(file("scores.npy"), Integer.MAX_VALUE);
    assertThat(scores.getShape()).containsExactly(IMAGES, TinyModel.SCORES);
    double[] flat = scores.asDoubleArray();
    for (int i = 0; i < flat.length; i++) {
      assertThat(flat[i])
          .isCloseTo(expected[i / TinyModel.SCORES][i % TinyModel.SCORES], within(bound));
    }
  }

  @Test
  void takesTheRangeOfTheDataWhereNoneIsDeclaredAndSaysSo() throws Exception {
    OnnxWriter.write(TinyModel.withoutRange(), file("model.onnx"));
    double low = Stream.of(inputs).flatMapToDouble(java.util.Arrays::stream).min().orElseThrow();

    JsonNode json = predict("--json");

    assertThat(json.at("/inputRange/0").asDouble()).isEqualTo(low);
    assertThat(json.at("/notices").toString()).contains("--input-range");
    assertThat(json.has("accuracy")).isFalse();
  }

  @Test
  void tellsThatSamplesFillLittleOfTheRange() throws Exception {
    OnnxWriter.write(TinyModel.square(), file("model.onnx"));
    double[][] dark = Stream.of(inputs).map(PredictTest::nearlyBlack).toArray(double[][]::new);
    TinyModel.write(dark, file("samples.npy"));

    assertThat(predict("--json", "--samples", path("samples.npy")).at("/notices").toString())
        .contains("samples are in other units");
    assertThat(predict("--json", "--samples", path("inputs.npy")).at("/notices")).isEmpty();
  }

  private static double[] nearlyBlack(double[] image) {
    return DoubleStream.of(image).map(pixel -> pixel / 255).toArray();
  }

  @Test
  void printsTablesForPeople() {
    OnnxWriter.write(TinyModel.square(), file("model.onnx"));

    CommandRun run =
        CommandRun.of("predict", "--model", path("model.onnx"), "--input", path("inputs.npy"));

    assertThat(run.exitCode()).isZero();
    assertThat(run.errors()).isEmpty();
    assertThat(run.output()).contains("HEStd_128_classic", "evaluation", "peak memory");
  }

  private void writeLabels(double[][] scores) throws Exception {
    byte[] labels = new byte[8 + IMAGES];
    labels[2] = 8;
    labels[3] = 1;
    labels[7] = IMAGES;
    for (int image = 0; image < IMAGES; image++) {
      double[] row = scores[image];
      labels[8 + image] =
          (byte)
              IntStream.range(0, row.length).reduce((a, b) -> row[a] >= row[b] ? a : b).getAsInt();
    }
    Files.write(file("labels-idx1-ubyte"), labels);
  }

  private JsonNode predict(String... options) throws Exception {
    CommandRun run =
        CommandRun.of(
            Stream.concat(
                    Stream.of(
                        "predict", "--model", path("model.onnx"), "--input", path("inputs.npy")),
                    Stream.of(options))
                .toArray(String[]::new));

    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).hasLineCount(1);
    return new ObjectMapper().readTree(run.output());
  }

  private static void assertKeys(JsonNode json, String... keys) {
    for (String key : keys) {
      assertThat(json.at(key).isMissingNode()).as(key).isFalse();
    }
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private String path(String name) {
    return file(name).toString();
  }
}
