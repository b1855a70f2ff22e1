package io.slotwise.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.slotwise.inference.client.Client;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.packing.EncryptedTensor;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanRefusedException;
import io.slotwise.inference.plan.PlanRequest;
import io.slotwise.inference.plan.RecordedRanges;
import io.slotwise.inference.server.Server;
import io.slotwise.model.Network;
import io.slotwise.model.data.InputBatch;
import io.slotwise.model.lowering.Lowering;
import io.slotwise.model.onnx.OnnxReader;
import io.slotwise.model.testing.RandomModel;
import io.slotwise.model.testing.RandomModels;
import io.slotwise.model.testing.ReferenceRuntime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Encrypted scores of generated ONNX models against ONNX Runtime's: their difference stays within
 * the plan's predicted error, plus what single precision costs ONNX Runtime.
 */
class GeneratedModelsTest {
  private static final double SINGLE_PRECISION = 2e-5;

  @Test
  void agreeWithOnnxRuntime() throws OrtException, IOException {
    agree(1, 16, 0, false);
  }

  @Test
  void agreeWithOnnxRuntimeByRecordedRanges() throws OrtException, IOException {
    agree(3000, 12, 0, true);
  }

  @Tag("slow")
  @Test
  void manyAgreeWithOnnxRuntime() throws OrtException, IOException {
    agree(1000, 60, 0, false);
    agree(4000, 10, 0, true);
  }

  @Tag("slow")
  @Test
  void anyBatchSizeAgreesWithOnnxRuntime() throws OrtException, IOException {
    for (int batch : new int[] {1, 3, 4096, 4097, 8200}) {
      agree(2000, 2, batch, false);
    }
  }

  /**
   * Models from consecutive seeds; batch 0 takes each model's own images.
   *
   * @param recorded whether bounds are what these images do, rather than proven
   */
  private static void agree(long firstSeed, int models, int batch, boolean recorded)
      throws OrtException, IOException {
    List<String> refused = new ArrayList<>();
    for (long seed = firstSeed; seed < firstSeed + models; seed++) {
      RandomModel model = RandomModels.generate(seed);
      try {
        agree(model, batch, recorded);
      } catch (PlanRefusedException e) {
        refused.add(model.description() + ": " + e.getMessage());
      }
    }
    // Degrees multiply: a few of these networks are deeper than 128-bit security allows.
    assertThat(refused).hasSizeLessThanOrEqualTo(models / 4);
  }

  private static void agree(RandomModel model, int batch, boolean recorded)
      throws OrtException, IOException {
    Network network = OnnxReader.read(new ByteArrayInputStream(model.bytes()), model.description());
    double[][] images = batch == 0 ? model.images() : repeated(model.images(), batch);
    InputBatch inputs = InputBatch.ofImages(model.inputShape(), images);
    Plan plan =
        ModelPlanner.plan(
            network,
            images.length,
            inputs.preparedFor(network).range(),
            recorded ? recorded(network, inputs) : PlanRequest.Options.DEFAULTS,
            EngineChoice.REFERENCE);
    assertThat(plan.report().bound()).startsWith(recorded ? "not proven" : "proven");
    double[][] actual = encrypted(plan, inputs);
    double[][] expected = expected(model, images);
    double single = SINGLE_PRECISION * Math.max(1, largest(expected));
    double allowed = plan.client().predictedError() + single;
    for (int image = 0; image < images.length; image++) {
      for (int score = 0; score < expected[image].length; score++) {
        assertThat(Math.abs(actual[image][score] - expected[image][score]))
            .as("score %d of image %d of %s", score, image, model.description())
            .isLessThanOrEqualTo(allowed);
      }
    }
  }

  private static PlanRequest.Options recorded(Network network, InputBatch inputs) {
    InputBatch prepared = inputs.preparedFor(network);
    double[][] samples = new double[prepared.count()][];
    Arrays.setAll(samples, prepared::image);
    return PlanRequest.Options.DEFAULTS
        .withSamples(samples)
        .withRecordedRanges(RecordedRanges.of(Lowering.lower(network), samples, 0));
  }

  /** ONNX Runtime on the model's own images, whose number a model may fix. */
  private static double[][] expected(RandomModel model, double[][] images)
      throws OrtException, IOException {
    double[][] own = ReferenceRuntime.evaluate(model.bytes(), model.images(), model.inputShape());
    return repeated(own, images.length);
  }

  private static double[][] encrypted(Plan plan, InputBatch inputs) {
    RunOptions options = RunOptions.defaults();
    try (Client client = Client.generate(plan.client());
        Server server = Server.open(plan.server(), client.publicMaterial());
        EncryptedTensor batch = client.encrypt(inputs, options);
        EncryptedTensor scores = server.evaluate(batch, options)) {
      return client.decrypt(scores, options);
    }
  }

  private static double[][] repeated(double[][] rows, int count) {
    double[][] result = new double[count][];
    Arrays.setAll(result, i -> rows[i % rows.length]);
    return result;
  }

  private static double largest(double[][] numbers) {
    return Arrays.stream(numbers)
        .flatMapToDouble(DoubleStream::of)
        .map(Math::abs)
        .max()
        .orElseThrow();
  }
}
