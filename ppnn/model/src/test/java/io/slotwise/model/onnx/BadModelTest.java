package io.slotwise.model.onnx;

import static io.slotwise.model.testing.OnnxBuilder.attribute;
import static io.slotwise.model.testing.OnnxBuilder.attributes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.slotwise.model.ModelException;
import io.slotwise.model.Network;
import io.slotwise.model.lowering.Lowering;
import io.slotwise.model.testing.OnnxBuilder;
import io.slotwise.model.testing.RandomModels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not supported is refused by name, and nothing a file holds does worse. */
class BadModelTest {
  private final OnnxBuilder builder = new OnnxBuilder(17, 0, 2, 4, 4);

  @Test
  void namesTheNodeItsOperatorAndTheNearestForm() {
    requireRefusal(
        builder.node("Relu", List.of("input")),
        "model.onnx: node 'relu_1' (Relu): is not supported; train with a polynomial activation");
    requireRefusal(
        builder.node("MaxPool", List.of("input"), attributes("kernel_shape", 2, 2)),
        "(MaxPool): is not supported; use AveragePool");
    requireRefusal(builder.node("Foo", List.of("input")), "(Foo): is not supported; supported are");
  }

  @Test
  void refusesProductsAndQuotientsOfDifferentTensors() {
    String pooled =
        builder.node(
            "AveragePool",
            List.of("input"),
            attributes("kernel_shape", 3, 3),
            attributes("pads", 1, 1, 1, 1));
    requireRefusal(
        builder.node("Mul", List.of("input", pooled)), "(Mul): multiplies two different tensors");
    requireRefusal(builder.node("Div", List.of(pooled, "input")), "(Div): divides by a tensor");
    requireRefusal(
        builder.node("Pow", List.of("input", builder.floats(new double[] {0.5}))),
        "(Pow): the exponent 0.5 is not supported");
    requireRefusal(
        builder.node("Div", List.of("input", builder.floats(new double[] {0}))),
        "(Div): divides by 0.0");
  }

  @Test
  void refusesUnknownAttributes() {
    requireRefusal(
        builder.node("GlobalAveragePool", List.of("input"), attribute("colour", 1)),
        "the attribute 'colour' is not supported");
  }

  @Test
  void refusesWeightsThatAreNotFinite() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      String weights = builder.floats(new double[] {1, bad}, 1, 2, 1, 1);
      requireRefusal(
          builder.node("Conv", List.of("input", weights)),
          "initializer '" + weights + "'[1] is " + bad);
    }
  }

  @Test
  void refusesShapesThatDoNotFit() {
    requireRefusal(
        builder.node("Conv", List.of("input", builder.floats(new double[3], 1, 3, 1, 1))),
        "takes 3 channels, not 2");
    requireRefusal(
        builder.node("Reshape", List.of("input", builder.integers(1, -1))),
        "the first dimension must stay the batch");
    requireRefusal(
        builder.node("Concat", List.of("input", "input"), attribute("axis", 0)),
        "cannot join along the batch");
    requireRefusal(
        builder.node("Add", List.of("input", builder.floats(new double[6], 3, 2, 1, 1))),
        "does not broadcast");
    requireRefusal(
        builder.node("Pad", List.of("input", builder.integers(0, 0, 2000000000, 0, 0, 0, 0, 0))),
        "tensor may have at most");
    requireRefusal(
        builder.node("Pad", List.of("input", builder.integers(0, 0, 3000, 3000, 0, 0, 0, 0))),
        "one image may have at most");
  }

  @Test
  void refusesTrainingMode() {
    String ones = builder.floats(new double[] {1, 1}, 2);
    requireRefusal(
        builder.node(
            "BatchNormalization",
            List.of("input", ones, ones, ones, ones),
            attribute("training_mode", 1)),
        "is in training mode");
  }

  @Test
  void refusesOtherOpsets() {
    OnnxBuilder old = new OnnxBuilder(9, 0, 2, 4, 4);
    assertThatThrownBy(() -> read(old.build(old.node("Flatten", List.of("input")))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("uses ONNX opset 9; export with opset 11 to 23");
  }

  @Test
  void removesTrailingSoftmaxAndArgMaxWithANotice() {
    String flat = builder.node("Flatten", List.of("input"));
    String softmax = builder.node("Softmax", List.of(flat), attribute("axis", -1));
    String best = builder.node("ArgMax", List.of(softmax), attribute("axis", 1));

    Network network = read(builder.build(best));

    assertThat(network.nodes()).hasSize(1);
    assertThat(network.notices()).hasSize(2).anyMatch(n -> n.contains("Softmax"));
    requireRefusal(
        builder.node("ArgMax", List.of(flat), attribute("axis", 0)), "only axis 1, the classes");
    requireRefusal(builder.node("Neg", List.of(softmax)), "it may only be the last operator");
  }

  @Test
  void ignoresNodesThatTheOutputDoesNotNeed() {
    builder.node("Relu", List.of("input"));

    assertThat(read(builder.build(builder.node("Flatten", List.of("input")))).nodes()).hasSize(1);
  }

  @Test
  void readsExternalDataOnlyFromTheModelsFolder(@TempDir Path root) throws IOException {
    Path folder = Files.createDirectory(root.resolve("models"));
    TensorProto tensor = OnnxBuilder.floatTensor(new double[] {1, 2}, 1, 2, 1, 1).build();
    byte[] data = tensor.getRawData().toByteArray();
    Files.write(folder.resolve("weights.bin"), data);
    Files.write(root.resolve("secret.bin"), data);
    Files.createSymbolicLink(folder.resolve("link.bin"), root.resolve("secret.bin"));
    Files.write(folder.resolve("short.bin"), Arrays.copyOf(data, 5));

    assertThat(OnnxReader.read(external(folder, tensor, "weights.bin")).nodes()).hasSize(1);
    for (String escape :
        List.of("../secret.bin", root.resolve("secret.bin").toString(), "link.bin", "", "a\0b")) {
      assertThatThrownBy(() -> OnnxReader.read(external(folder, tensor, escape)))
          .as(escape)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("only files in the model's own folder are read");
    }
    assertThatThrownBy(() -> OnnxReader.read(external(folder, tensor, "none.bin")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("not beside the model");
    assertThatThrownBy(() -> OnnxReader.read(external(folder, tensor, "short.bin")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("needs 8 bytes");
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = RandomModels.generate(7).bytes();
    for (int length = 0; length < whole.length; length += 1 + length / 50) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> OnnxReader.read(new ByteArrayInputStream(part), "model.onnx"))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("model.onnx");
    }
  }

  @Test
  void mutatedModelsGiveNothingButModelExceptions() throws IOException {
    for (long seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      byte[] mutated = RandomModels.generate(seed % 60).bytes();
      for (int i = 0; i <= random.nextInt(4); i++) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      try {
        Network network = OnnxReader.read(new ByteArrayInputStream(mutated), "mutated");
        if (network.inputShape().size() < 10_000 && network.outputShape().size() < 10_000) {
          Lowering.lower(network);
        }
      } catch (ModelException e) {
        assertThat(e).as("seed %d", seed).hasMessageStartingWith("mutated");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private void requireRefusal(String output, String message) {
    assertThatThrownBy(() -> read(builder.build(output)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(message);
  }

  private static Network read(ModelProto model) {
    try {
      return OnnxReader.read(new ByteArrayInputStream(model.toByteArray()), "model.onnx");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Path external(Path folder, TensorProto tensor, String location)
      throws IOException {
    OnnxBuilder model = new OnnxBuilder(17, 0, 2, 4, 4);
    model
        .graph()
        .addInitializer(
            tensor.toBuilder()
                .setName("w")
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                    StringStringEntryProto.newBuilder().setKey("location").setValue(location)));
    String output = model.node("Conv", List.of("input", "w"));
    return Files.write(folder.resolve("model.onnx"), model.build(output).toByteArray());
  }
}
