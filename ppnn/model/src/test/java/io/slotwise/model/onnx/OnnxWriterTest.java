package io.slotwise.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.model.Dense;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.Preprocessing;
import io.slotwise.model.Shape;
import io.slotwise.model.Tensor;
import io.slotwise.model.evaluation.NetworkEvaluator;
import io.slotwise.model.testing.Agreement;
import io.slotwise.model.testing.RandomModel;
import io.slotwise.model.testing.RandomModels;
import io.slotwise.model.testing.ReferenceRuntime;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written can be read again, by us and by ONNX Runtime. */
class OnnxWriterTest {
  @Test
  void writtenNetworksMeanTheSame() throws Exception {
    for (long seed = 0; seed < 150; seed++) {
      RandomModel model = RandomModels.generate(seed);
      Network network = OnnxReader.read(new ByteArrayInputStream(model.bytes()), "model");
      double[][] expected = NetworkEvaluator.of(network).evaluate(model.images());

      byte[] written = OnnxWriter.toBytes(network);

      Network again = OnnxReader.read(new ByteArrayInputStream(written), "written");
      String what = model.description();
      Agreement.require(what, NetworkEvaluator.of(again).evaluate(model.images()), expected, 2e-5);
      // ONNX Runtime's own mistakes about padding, see RandomModels.
      boolean forgetsPadding = what.contains("dilations [2") || what.contains(", 2] pads");
      forgetsPadding |= what.contains("ceil count-padding");
      if (!forgetsPadding) {
        Agreement.require(
            what,
            ReferenceRuntime.evaluate(written, model.images(), model.inputShape()),
            expected,
            2e-5);
      }
    }
  }

  @Test
  void metadataAndPreprocessingSurvive(@TempDir Path folder) {
    Network network =
        Network.builder(Shape.of(3))
            .metadata(Map.of("author", "me"))
            .preprocessing(
                new Preprocessing(
                    List.of(1 / 255.0), List.of(0.5, 0.25, 0.125), new InputRange(-0.5, 1)))
            .then(new Dense("dense", Tensor.of(new double[] {1, 2, 3}, 1, 3), new double[1]))
            .build();
    Path file = folder.resolve("model.onnx");

    OnnxWriter.write(network, file);
    Network again = OnnxReader.read(file);

    assertThat(again.preprocessing()).isEqualTo(network.preprocessing());
    assertThat(again.metadata()).isEqualTo(network.metadata()).containsEntry("author", "me");
    assertThat(again.nodes().getFirst().layer().name()).isEqualTo("dense");
    assertThat(folder).isDirectoryContaining(Files::isRegularFile);
    assertThat(folder.toFile().list()).containsExactly("model.onnx");
  }
}
