package io.slotwise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.ByteString;
import io.slotwise.model.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.jetbrains.bio.npy.NpyFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users get wrong ends with one line that names it, exit code 2, and no new file. */
class BadInputTest {
  private static final int IMAGES = 2;
  private static final int FEATURES = TinyModel.INPUT.size();

  @TempDir private Path folder;

  @BeforeEach
  void writeGoodFiles() {
    OnnxWriter.write(TinyModel.square(), file("model.onnx"));
    TinyModel.write(TinyModel.inputs(IMAGES, FEATURES), file("inputs.npy"));
  }

  @Test
  void anUnsupportedOperatorIsNamedWithItsNode() throws IOException {
    ModelProto.Builder model = model();
    model.getGraphBuilder().getNodeBuilder(0).setOpType("Erf").setName("culprit");
    Files.write(file("erf.onnx"), model.build().toByteArray());

    assertRefused(predict("erf.onnx", "inputs.npy")).contains("erf.onnx", "culprit", "Erf");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void aWeightThatIsNoNumberIsRefused(float weight) throws IOException {
    ModelProto.Builder model = model();
    var weights =
        model.getGraphBuilder().getInitializerBuilderList().stream()
            .filter(tensor -> tensor.getDimsCount() == 2)
            .findFirst()
            .orElseThrow();
    byte[] bytes = weights.getRawData().toByteArray();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, weight);
    weights.setRawData(ByteString.copyFrom(bytes));
    Files.write(file("bad.onnx"), model.build().toByteArray());

    assertRefused(predict("bad.onnx", "inputs.npy")).contains("bad.onnx", "weights");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY})
  void anInputThatIsNoNumberIsRefused(double value) {
    double[][] inputs = TinyModel.inputs(IMAGES, FEATURES);
    inputs[1][5] = value;
    TinyModel.write(inputs, file("bad.npy"));

    assertRefused(predict("model.onnx", "bad.npy")).contains("bad.npy");
  }

  @Test
  void anInputOutsideOfTheDeclaredRangeIsRefused() {
    double[][] inputs = TinyModel.inputs(IMAGES, FEATURES);
    inputs[1][5] = 1.5;
    TinyModel.write(inputs, file("bad.npy"));

    assertRefused(predict("model.onnx", "bad.npy")).contains("1.5").containsAnyOf("range");
  }

  @Test
  void inputsOfAnotherShapeAreRefused() {
    NpyFile.write(file("bad.npy"), new double[IMAGES * 5], new int[] {IMAGES, 5});

    assertRefused(predict("model.onnx", "bad.npy")).contains("bad.npy", "(1, 3, 4)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0, 0.1, 0.6, 0.95})
  void aTruncatedModelIsRefused(double kept) throws IOException {
    truncate("model.onnx", "short.onnx", kept);

    assertRefused(predict("short.onnx", "inputs.npy")).contains("short.onnx");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0, 0.1, 0.6, 0.95})
  void truncatedInputsAreRefused(double kept) throws IOException {
    truncate("inputs.npy", "short.npy", kept);

    assertRefused(predict("model.onnx", "short.npy")).contains("short.npy");
  }

  @ParameterizedTest
  @CsvSource({"images-idx3-ubyte.gz, 0.5", "images-idx3-ubyte, 0.2", "images-idx3-ubyte, 0.9"})
  void truncatedImagesAreRefused(String name, double kept) throws IOException {
    byte[] images = new byte[16 + IMAGES * FEATURES];
    ByteBuffer.wrap(images).putInt(0x803).putInt(IMAGES).putInt(3).putInt(4);
    Files.write(file("whole"), name.endsWith(".gz") ? Gzip.compress(images) : images);
    truncate("whole", name, kept);

    assertRefused(predict("model.onnx", name)).contains(name);
  }

  @Test
  void labelsThatAreNotOnePerInputAreRefused() throws IOException {
    Files.write(file("labels-idx1-ubyte"), new byte[] {0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 0});

    String[] arguments = predict("model.onnx", "inputs.npy");
    assertRefused(with(arguments, "--labels", path("labels-idx1-ubyte")))
        .contains("labels-idx1-ubyte", "3", "2");
  }

  @Test
  void aNetworkTooDeepIsRefusedWithNumbers() {
    OnnxWriter.write(TinyModel.tooDeep(), file("deep.onnx"));

    assertRefused("plan", "--model", path("deep.onnx"), "--output", path("plans"))
        .containsPattern("\\d+");
  }

  @Test
  void aPlanNeedsAnInputRange() {
    OnnxWriter.write(TinyModel.withoutRange(), file("unbounded.onnx"));

    assertRefused("plan", "--model", path("unbounded.onnx")).contains("--input-range");
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "predict --model missing.onnx --input inputs.npy | missing.onnx",
        "predict --model model.onnx --input missing.npy | missing.npy",
        "predict --model . --input inputs.npy | folder",
        "predict --model model.onnx --input inputs.npy --output no-folder/y.npy | no-folder",
        "predict --model model.onnx --input inputs.npy --output . | folder",
        "predict --model model.onnx --input inputs.npy --output /dev/null | /dev/null",
        "predict --model model.onnx --input inputs.npy --threads 0 | --threads",
        "predict --model model.onnx --input inputs.npy --engine fast | --engine fast",
        "predict --model model.onnx --input inputs.npy --input-range 1,0 | range",
        "predict --model model.onnx --input inputs.npy --input-range 0,x | range",
        "predict --model model.onnx --input inputs.npy --precision 2 | --precision",
        "plan --model model.onnx --batch 0 | batch",
        "plan --model model.onnx --engine reference --memory-limit 1 | MiB",
        "plan --model model.onnx --recorded-ranges 0.5 | --samples",
        "demo --kernel nothing | nothing",
        "compare engines --model model.onnx | --input",
        "compare engines --runs 0 | --runs",
        "compare engines --model model.onnx --input inputs.npy --batch 3 | --batch",
        "compare packings --input inputs.npy | --model",
        "compare packings --labels inputs.npy | --input",
        "compare packings --batch-sizes 1,0 | --batch-sizes",
        "compare packings --batch-sizes 1,two | two",
        "compare packings --images-measured 0 | --images-measured",
        "compare packings --most-seconds -1 | --most-seconds",
        "compare packings --methods batch,fast | fast",
        "compare packings --threads 0 | --threads",
        "compare packings --model model.onnx --input inputs.npy --output model.onnx/x | model.onnx",
        "compare packings --model model.onnx --input inputs.npy --input-range 0,0.1 | range",
        "plan --model model.onnx --output model.onnx/plans | model.onnx",
        "plan | --model",
        "keygen --plan model.onnx --keys keys | model.onnx",
        "encrypt --keys missing --input inputs.npy --output b.swc | missing",
        "evaluate --plan model.onnx --public . --input inputs.npy --output s.swc | model.onnx",
        "decrypt --keys . --input inputs.npy --output y.npy | client.plan",
        "demo --engine fast | --engine fast",
        "demo --batch 0 | --batch",
        "demo --batch 4097 | 4096",
        "train --data missing --dataset mnist --network cryptonets --activation square --output"
            + " m.onnx | missing",
        "train --data . --dataset mnist --network nothing --activation square --output m.onnx |"
            + " nothing",
      },
      delimiter = '|')
  void badArgumentsAreNamed(String line, String named) {
    String[] arguments = Stream.of(line.split(" ")).map(this::inFolder).toArray(String[]::new);

    assertRefused(arguments).contains(named);
  }

  private String inFolder(String argument) {
    return argument.matches("\\.|.*\\.(onnx|npy|swc).*|missing|keys") ? path(argument) : argument;
  }

  private ModelProto.Builder model() throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(file("model.onnx"))).toBuilder();
  }

  private void truncate(String from, String to, double kept) throws IOException {
    byte[] bytes = Files.readAllBytes(file(from));
    Files.write(file(to), Arrays.copyOf(bytes, (int) (kept * bytes.length)));
  }

  private String[] predict(String model, String input) {
    return new String[] {
      "predict", "--model", path(model), "--input", path(input), "--output", path("scores.npy")
    };
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
  }

  private AbstractStringAssert<?> assertRefused(String... arguments) {
    List<Path> before = files();
    CommandRun run = CommandRun.of(arguments);

    assertThat(run.errors()).startsWith("slotwise: ").hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.output()).isEmpty();
    assertThat(files()).isEqualTo(before);
    return assertThat(run.errors());
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private String path(String name) {
    return file(name).toString();
  }
}
